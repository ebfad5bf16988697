package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DiceTest {

  @Test
  void theSameSeedAndPurposeGiveTheSameNumbers() {
    assertThat(first(new Dice(1, 2))).isEqualTo(first(new Dice(1, 2)));
  }

  @Test
  void eachPurposeHasNumbersOfItsOwn() {
    assertThat(first(new Dice(1, 2))).isNotEqualTo(first(new Dice(1, 3)));
  }

  @Test
  void neighbouringSeedsHaveUnrelatedFirstNumbers() {
    double mean =
        LongStream.range(0, 10_000)
            .mapToDouble(seed -> Math.abs(new Dice(seed, 0).next() - new Dice(seed + 1, 0).next()))
            .average()
            .orElse(0);
    assertThat(mean)
        .as("of the distance of two independent numbers")
        .isCloseTo(1 / 3.0, within(.01));
  }

  @Test
  void arrivalsComeAtTheirRateOnAverage() {
    Dice dice = new Dice(1, 0);
    double nanos =
        IntStream.range(0, 1_000_000).mapToLong(i -> dice.untilNext(280)).average().orElse(0);
    assertThat(1e9 / nanos).isCloseTo(280, within(1.0));
  }

  /** An exponential distribution's deviation is its mean: more than by chance, or less, is none. */
  @Test
  void arrivalsKnowNothingOfEachOther() {
    Dice dice = new Dice(1, 0);
    double variance =
        IntStream.range(0, 1_000_000)
            .mapToDouble(i -> Math.pow(dice.untilNext(1) / 1e9 - 1, 2))
            .average()
            .orElse(0);
    assertThat(variance).isCloseTo(1, within(.02));
  }

  private static double[] first(Dice dice) {
    return IntStream.range(0, 5).mapToDouble(i -> dice.next()).toArray();
  }
}
