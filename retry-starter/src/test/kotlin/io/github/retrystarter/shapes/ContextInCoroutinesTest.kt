package io.github.retrystarter.shapes

import io.github.retrystarter.RetryContext
import io.github.retrystarter.annotation.Retryable
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration
import io.github.retrystarter.event.Outcome
import io.github.retrystarter.event.StatsBook
import io.github.retrystarter.test.RetryTime
import io.github.retrystarter.time.Time
import java.io.IOException
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.test.context.runner.ApplicationContextRunner
import org.springframework.context.ApplicationContext
import org.springframework.core.PropagationContextElement

/** What suspend functions know of the attempt that they run in. */
@Timeout(60)
class ContextInCoroutinesTest {

  private val known = CopyOnWriteArrayList<Int?>()

  private fun look() {
    known += RetryContext.current().map { it.attempt() }.orElse(null)
  }

  open class Looking(private val look: () -> Unit) {
    private var calls = 0

    @Retryable
    open suspend fun call() {
      look()
      yield()
      look()
      if (++calls < 2) {
        throw IOException("not yet")
      }
    }
  }

  open class Inner {
    @Retryable(maxRetries = 1)
    open suspend fun call() {
      yield()
      throw IOException("broken")
    }
  }

  open class Outer(private val inner: Inner) {
    @Retryable
    open suspend fun call() {
      yield()
      inner.call()
    }
  }

  private val runner =
    ApplicationContextRunner()
      .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration::class.java))
      .withBean(Time::class.java, { RetryTime() })

  private fun calls(context: ApplicationContext, method: String, outcome: Outcome): Long =
    context
      .getBean(StatsBook::class.java)
      .of("default", "ContextInCoroutinesTest.$method")
      .calls(outcome)

  @Test
  fun withSpringsContextElementTheAttemptIsKnownInWhateverThread() {
    runner.withBean(Looking::class.java, { Looking(::look) }).run { context ->
      runBlocking(Dispatchers.Default + PropagationContextElement()) {
        context.getBean(Looking::class.java).call()
      }
      assertThat(known).containsExactly(1, 1, 2, 2)
      assertThat(RetryContext.current()).isEmpty()
    }
  }

  @Test
  fun aSuspendFunctionInsideKnowsItInAnyCase() {
    runner.withBean(Inner::class.java).withBean(Outer::class.java).run { context ->
      assertThatThrownBy {
          runBlocking(Dispatchers.Default) { context.getBean(Outer::class.java).call() }
        }
        .hasMessage("broken")
      assertThat(calls(context, "Inner.call", Outcome.EXHAUSTED)).isEqualTo(1)
      assertThat(calls(context, "Outer.call", Outcome.NESTED)).isEqualTo(1)
    }
  }
}
