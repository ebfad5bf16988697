package io.github.retrystarter.shapes

import io.github.retrystarter.annotation.Retryable
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.future.await
import kotlinx.coroutines.yield

/** The same work in Kotlin's shapes, each with a fallback for one type of failure. */
open class CoroutineShapes(private val work: Work) {

  /** Fails before it suspends, where the work has failed already. */
  @Retryable(fallback = "instead")
  open suspend fun suspending(): String = work.later().await()

  @Retryable(fallback = "instead")
  open suspend fun afterYield(): String {
    yield()
    return work.later().await()
  }

  @Suppress("UNUSED_PARAMETER")
  open suspend fun instead(failure: Answerable): String {
    yield()
    return "instead"
  }

  @Retryable(fallback = "plainInstead") open suspend fun withPlainFallback(): String = work.later().await()

  @Suppress("UNUSED_PARAMETER") open fun plainInstead(failure: Answerable): String = "instead"

  @Retryable(fallback = "flowInstead")
  open fun flow(): Flow<String> = flow { emit(work.later().await()) }

  @Suppress("UNUSED_PARAMETER")
  open fun flowInstead(failure: Answerable): Flow<String> = flowOf("instead")

  @Retryable(fallback = "flowInstead")
  open suspend fun suspendingFlow(): Flow<String> {
    yield()
    return flow { emit(work.later().await()) }
  }
}
