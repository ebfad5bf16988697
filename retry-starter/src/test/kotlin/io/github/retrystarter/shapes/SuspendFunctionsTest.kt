package io.github.retrystarter.shapes

import io.github.retrystarter.ResultPredicate
import io.github.retrystarter.RetryInfo
import io.github.retrystarter.annotation.Retryable
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration
import io.github.retrystarter.event.CallStats
import io.github.retrystarter.event.Outcome
import io.github.retrystarter.event.StatsBook
import io.github.retrystarter.test.RetryTime
import io.github.retrystarter.time.Time
import java.io.IOException
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.test.context.runner.ApplicationContextRunner
import org.springframework.context.ApplicationContext

/** What is Kotlin's own about calls of suspend functions. */
@Timeout(60)
class SuspendFunctionsTest {

  class NotYet(val number: Int) : IOException("not yet: $number")

  class Nothing : ResultPredicate {
    override fun shouldRetry(result: Any?) = result == null
  }

  open class Stock(private val gate: Deferred<Unit>) {
    var calls = 0
    var cancelled = 0
    val names = mutableListOf<String?>()

    @Retryable
    open suspend fun afterTheGate(item: String, number: Int = 7): String {
      calls++
      gate.await()
      names += coroutineContext[CoroutineName]?.name
      if (calls < 3) {
        throw NotYet(calls)
      }
      return "$number $item"
    }

    @Retryable
    open suspend fun update() {
      if (++calls < 3) {
        throw NotYet(calls)
      }
    }

    @Retryable(retryOnResult = Nothing::class, maxRetries = 2)
    open suspend fun find(): String? {
      gate.await()
      return if (++calls < 3) null else "found"
    }

    @Retryable(maxRetries = 1)
    open suspend fun missing(): String {
      gate.await()
      throw NotYet(++calls)
    }

    @Retryable
    open suspend fun endless(): String {
      calls++
      try {
        awaitCancellation()
      } finally {
        cancelled++
      }
    }

    @Retryable
    open fun all(): Flow<Int> = flow {
      emit(++calls)
      gate.await()
      throw NotYet(calls)
    }

    @Retryable(fallback = "hiddenInstead")
    open suspend fun withArguments(item: String, number: Int): String = throw NotYet(++calls)

    private suspend fun hiddenInstead(item: String, number: Int, failure: NotYet): String {
      gate.await()
      return "$number $item after ${failure.number}"
    }
  }

  private val gate = CompletableDeferred(Unit)
  private val closed = CompletableDeferred<Unit>()

  private fun run(gate: Deferred<Unit> = this.gate, test: (Stock, ApplicationContext) -> Unit) {
    val stock = Stock(gate)
    ApplicationContextRunner()
      .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration::class.java))
      .withBean(Time::class.java, { RetryTime() })
      .withBean(Stock::class.java, { stock })
      .run { test(it.getBean(Stock::class.java), it) }
  }

  private fun stats(context: ApplicationContext, name: String): CallStats =
    context.getBean(StatsBook::class.java).of("default", "SuspendFunctionsTest.Stock.$name")

  private fun target(stock: Stock): Stock =
    (stock as org.springframework.aop.framework.Advised).targetSource.target as Stock

  @Test
  fun oneThatReallySuspendsIsRetriedWithItsArgumentsAndInTheCallersContext() =
    run(closed) { stock, context ->
      val called =
        CoroutineScope(Dispatchers.Unconfined + CoroutineName("caller")).async {
          stock.afterTheGate("teas")
        }
      assertThat(called.isCompleted).isFalse()
      closed.complete(Unit)
      assertThat(runBlocking { called.await() }).isEqualTo("7 teas")
      assertThat(target(stock).calls).isEqualTo(3)
      assertThat(target(stock).names).containsExactly("caller", "caller", "caller")
      assertThat(stats(context, "afterTheGate").calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1)
    }

  @Test
  fun soIsOneInADispatchersThreads() = run { stock, _ ->
    assertThat(runBlocking(Dispatchers.Default) { stock.afterTheGate("teas", 8) })
      .isEqualTo("8 teas")
    assertThat(target(stock).calls).isEqualTo(3)
  }

  @Test
  fun unitIsASuccess() = run { stock, context ->
    runBlocking { stock.update() }
    assertThat(target(stock).calls).isEqualTo(3)
    assertThat(stats(context, "update").calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1)
  }

  @Test
  fun nullIsAResultThatCanBeRejected() = run { stock, context ->
    assertThat(runBlocking { stock.find() }).isEqualTo("found")
    assertThat(target(stock).calls).isEqualTo(3)
    assertThat(stats(context, "find").calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1)
  }

  @Test
  fun theCallerGetsTheLastFailureItself() = run { stock, context ->
    val failure = catchThrowable { runBlocking { stock.missing() } }
    assertThat((failure as NotYet).number).isEqualTo(2)
    assertThat(RetryInfo.of(failure).orElseThrow().attempts()).isEqualTo(2)
    assertThat(stats(context, "missing").calls(Outcome.EXHAUSTED)).isEqualTo(1)
  }

  @Test
  fun cancellingTheCallerCancelsTheAttemptAndIsNoFailure() = run { stock, context ->
    runBlocking {
      val caller: Job =
        launch(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) { stock.endless() }
      assertThat(target(stock).cancelled).isZero()
      caller.cancelAndJoin()
    }
    assertThat(target(stock).calls).isEqualTo(1)
    assertThat(target(stock).cancelled).isEqualTo(1)
    assertThat(stats(context, "endless").calls(Outcome.CANCELLED)).isEqualTo(1)
  }

  @Test
  fun aFlowIsNotRetriedOnceAnElementHasGoneOut() = run { stock, context ->
    val failure = catchThrowable { runBlocking { stock.all().toList() } }
    assertThat((failure as NotYet).number).isEqualTo(1)
    assertThat(target(stock).calls).isEqualTo(1)
    assertThat(stats(context, "all").calls(Outcome.PERMANENT)).isEqualTo(1)
  }

  @Test
  fun aPrivateSuspendFallbackGetsTheArgumentsAndTheFailure() =
    run(closed) { stock, context ->
      val called =
        CoroutineScope(Dispatchers.Unconfined).async { stock.withArguments("teas", 7) }
      assertThat(called.isCompleted).isFalse()
      closed.complete(Unit)
      assertThat(runBlocking { called.await() }).isEqualTo("7 teas after 4")
      assertThat(stats(context, "withArguments").fallbackCount(true)).isEqualTo(1)
    }
}
