package io.github.retrystarter.breaker;

import static io.github.retrystarter.breaker.BreakerRig.calls;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class BreakerListenerTest {

  private final BreakerRig rig = new BreakerRig();
  private final List<String> told = new ArrayList<>();

  @Test
  void aListenerThatThrowsChangesNoCall() {
    Breaker breaker =
        breaker(
            (name, from, to) -> {
              told.add(to.tag());
              throw new AssertionError("a bug");
            });
    assertThat(calls(breaker, "FFFFS")).isEqualTo("FFFFx");
    rig.clock.addAndGet(rig.open);
    assertThat(calls(breaker, "SSS")).isEqualTo("SSS");
    assertThat(breaker.state()).isEqualTo("closed");
    assertThat(told).containsExactly("open", "half_open", "closed");
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aListenerThatThrowsIsLoggedOnce(CapturedOutput output) {
    Breaker breaker =
        breaker(
            (name, from, to) -> {
              throw new IllegalStateException("a bug");
            });
    breaker.forceOpen();
    breaker.close();
    assertThat(output.getAll())
        .containsOnlyOnce("threw at circuit breaker shop; calls go on (told once)");
  }

  @Test
  void aListenerThatSteersTheBreakerIsToldInTheOrderOfTheChanges() {
    List<Breaker> itself = new ArrayList<>();
    Breaker breaker =
        breaker(
            (name, from, to) -> {
              if (to == State.OPEN) {
                itself.get(0).reset();
              }
              told.add(from.tag() + " → " + to.tag());
            });
    itself.add(breaker);
    assertThat(calls(breaker, "FFFFS")).isEqualTo("FFFFS");
    assertThat(told).containsExactly("closed → open", "open → closed");
  }

  @Test
  void whatChangesNoStateIsNotTold() {
    Breaker breaker = rig.breaker();
    breaker.close();
    breaker.reset();
    rig.windowSize = 50;
    breaker.change(rig.settings());
    breaker.forceOpen();
    breaker.forceOpen();
    assertThat(rig.changes).containsExactly("closed → forced_open");
  }

  /** A permit of long ago keeps its own era from being collected, not all that followed. */
  @Test
  void anEraThatIsToldOfHoldsNoneThatFollow() {
    Breaker breaker = rig.breaker();
    Era first = (Era) Objects.requireNonNull(breaker.enter());
    breaker.forceOpen();
    breaker.close();
    assertThat(first.next).isNull();
  }

  private Breaker breaker(BreakerListener listener) {
    return new Breaker("shop", rig.settings(), rig.clock::get, listener);
  }
}
