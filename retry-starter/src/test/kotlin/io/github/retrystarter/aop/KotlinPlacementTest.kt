package io.github.retrystarter.aop

import io.github.retrystarter.annotation.Retryable
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration
import io.github.retrystarter.test.RetryTime
import io.github.retrystarter.time.Time
import java.io.IOException
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.test.context.runner.ApplicationContextRunner

/** Kotlin's classes and functions are final if they do not say otherwise. */
class KotlinPlacementTest {

  private val runner =
    ApplicationContextRunner()
      .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration::class.java))
      .withBean(Time::class.java, { RetryTime() })

  abstract class Counting {
    private var calls = 0

    protected fun work(): Int = if (++calls < 3) throw IOException("not yet") else calls
  }

  @Retryable
  open class OnOpenClass : Counting() {
    open suspend fun call(): Int = work()
  }

  interface Call {
    suspend fun call(): Int
  }

  @Retryable
  class OnFinalClassWithInterface : Counting(), Call {
    override suspend fun call(): Int = work()
  }

  class OnFinalFunction {
    @Retryable fun call(): Int = 0
  }

  @Retryable
  class OnFinalClass {
    fun call(): Int = 0

    suspend fun later(item: String): Int = item.length
  }

  open class WithoutFallback {
    @Retryable(fallback = "instead") open suspend fun call(item: String): Int = item.length

    @Suppress("UNUSED_PARAMETER") suspend fun instead(number: Int): Int = 0
  }

  open class SuspendFallbackOfPlain {
    @Retryable(fallback = "instead") open fun call(): Int = 0

    suspend fun instead(): Int = 0
  }

  open class Suspending {
    @Retryable open suspend fun call(item: String): Int = item.length
  }

  private fun assertStops(bean: Class<*>, text: String, vararg properties: String) {
    runner.withBean("subject", bean).withPropertyValues(*properties).run {
      assertThat(it).hasFailed()
      assertThat(FailureText.of(it))
        .isEqualTo("The retry configuration is not valid:\n\n" + text.trimIndent())
    }
  }

  @Test
  fun anOpenClassCoversItsOpenSuspendFunctions() {
    runner.withBean(OnOpenClass::class.java).run {
      assertThat(runBlocking { it.getBean(OnOpenClass::class.java).call() }).isEqualTo(3)
    }
  }

  @Test
  fun aFinalClassCoversTheSuspendFunctionsOfItsInterfaces() {
    runner.withBean("subject", OnFinalClassWithInterface::class.java).run {
      assertThat(runBlocking { it.getBean(Call::class.java).call() }).isEqualTo(3)
    }
  }

  @Test
  fun aFunctionThatIsNotOpenStopsTheStart() =
    assertStops(
      OnFinalFunction::class.java,
      """
          Method: io.github.retrystarter.aop.KotlinPlacementTest.OnFinalFunction.call()
          Reason: @Retryable has no effect: the method is final: no proxy can override it

      Action: Make it non-final (in Kotlin: open), or declare it in an interface of a final class.""",
    )

  @Test
  fun soDoesAClassThatIsNotOpen() = assertStops(OnFinalClass::class.java, """
          Class: io.github.retrystarter.aop.KotlinPlacementTest.OnFinalClass
          Reason: @Retryable has no effect: none of the class's public methods can be reached: call() is final: no proxy can override it; later(String) is final: no proxy can override it

      Action: Make it non-final (in Kotlin: open), or declare it in an interface of a final class.""")

  @Test
  fun aFallbackThatDoesNotFitIsToldAsTheSourceHasIt() =
    assertStops(WithoutFallback::class.java, """
          Method: io.github.retrystarter.aop.KotlinPlacementTest.WithoutFallback.call(String)
          Reason: @Retryable(fallback = "instead"): no method of that name fits; found suspend Integer instead(int)

      Action: Declare one of: suspend Integer instead(String), suspend Integer instead(String,Throwable), suspend Integer instead(Throwable), suspend Integer instead().""")

  @Test
  fun aPlainFunctionHasNoSuspendFallback() =
    assertStops(SuspendFallbackOfPlain::class.java, """
          Method: io.github.retrystarter.aop.KotlinPlacementTest.SuspendFallbackOfPlain.call()
          Reason: @Retryable(fallback = "instead"): no method of that name fits; found suspend Integer instead()

      Action: Declare one of: int instead(), int instead(Throwable).""")

  @Test
  fun noSuspendFunctionIsWoven() =
    assertStops(Suspending::class.java, """
          Method: io.github.retrystarter.aop.KotlinPlacementTest.Suspending.call(String)
          Reason: @Retryable has no effect: the method is a suspend function, and suspends where only a proxy can wait for it

      Action: Make it an ordinary function that returns a Mono, or set retry.mode: proxy.""", "retry.mode=aspectj", "retry.enabled=false")
}
