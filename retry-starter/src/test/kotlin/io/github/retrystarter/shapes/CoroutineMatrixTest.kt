package io.github.retrystarter.shapes

import java.util.stream.Stream
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.last
import kotlinx.coroutines.future.future
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

/** As [ShapeMatrixTest], of suspend functions and Flow. */
class CoroutineMatrixTest {

  @ParameterizedTest
  @MethodSource("cells")
  fun endsInOneWay(cell: Cell<CoroutineShapes>) {
    cell.play()
  }

  companion object {
    private fun shape(
      name: String,
      call: suspend CoroutineShapes.() -> String,
    ): Cell.Shape<CoroutineShapes> =
      Cell.Shape(name, CoroutineShapes::class.java, false, false) { bean, _, _ ->
        CoroutineScope(Dispatchers.Unconfined).future { bean.call() }
      }

    @JvmStatic
    fun cells(): Stream<Cell<CoroutineShapes>> =
      Stream.of(
          shape("suspending") { suspending() },
          shape("afterYield") { afterYield() },
          shape("withPlainFallback") { withPlainFallback() },
          shape("flow") { flow().last() },
          shape("suspendingFlow") { suspendingFlow().last() },
        )
        .flatMap { it.cells() }
  }
}
