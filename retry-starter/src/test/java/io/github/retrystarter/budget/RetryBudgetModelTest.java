package io.github.retrystarter.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A hundred thousand random events, in lives of five hundred, against the same in big integers and
 * a list of the retries: equal after each, to the last unit. A life that parts them is shown by its
 * seed and the events so far.
 */
class RetryBudgetModelTest {

  private static final int LIVES = 200;
  private static final int EVENTS = 500;
  private static final BigInteger WHOLE = BigInteger.TWO.pow(20);
  private static final BigInteger FIFTY = BigInteger.valueOf(50);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void theBudgetDoesWhatTheReferenceDoes() {
    for (int seed = 0; seed < LIVES; seed++) {
      new Life(seed).live();
    }
  }

  private static final class Life {

    private final int seed;
    private final Random random;
    private final List<String> script = new ArrayList<>();
    private final RetryBudget budget;
    private BudgetSettings settings;
    private BigInteger tokens;
    private BigInteger share = WHOLE;
    private long now;
    private long denied;

    /** The bucket of retries a second, in nanoseconds until it is full. */
    private BigInteger debt = BigInteger.ZERO;

    Life(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.settings = choose();
      this.budget = new RetryBudget("shop", settings);
      this.tokens = units(settings.capacity());
    }

    void live() {
      for (int i = 0; i < EVENTS; i++) {
        step(random.nextInt(20));
        assertThat(budget.available())
            .as("seed %d: %s", seed, script)
            .isEqualTo(tokens.doubleValue() / WHOLE.doubleValue());
        assertThat(budget.denied()).as("seed %d: %s", seed, script).isEqualTo(denied);
      }
    }

    private void step(int dice) {
      if (dice < 7) {
        retry();
      } else if (dice < 10) {
        script.add("failed");
        budget.failed();
        share = share.subtract(up(share));
      } else if (dice < 14) {
        script.add("succeeded");
        budget.succeeded();
        pay(BigInteger.ZERO);
      } else if (dice < 16) {
        script.add("retrySucceeded");
        budget.retrySucceeded();
        pay(WHOLE);
      } else if (dice == 16) {
        script.add("giveBack");
        budget.giveBack();
        debt = debt.subtract(interval()).max(BigInteger.ZERO);
        tokens = tokens.add(WHOLE).min(units(settings.capacity()));
      } else if (dice < 19) {
        long nanos = random.nextLong(SECOND);
        script.add("+" + nanos);
        now += nanos;
        debt = debt.subtract(BigInteger.valueOf(nanos)).max(BigInteger.ZERO);
      } else if (random.nextInt(4) == 0) {
        script.add("refill");
        budget.refill();
        tokens = units(settings.capacity());
        share = WHOLE;
      } else {
        settings = choose();
        script.add(settings.toString());
        budget.change(settings);
        tokens = tokens.min(units(settings.capacity()));
      }
    }

    private void retry() {
      script.add("tryRetry");
      boolean token = tokens.compareTo(WHOLE) >= 0;
      BigInteger interval = interval();
      boolean inTime = debt.add(interval).compareTo(BigInteger.valueOf(SECOND)) <= 0;
      // Where there is no limit, nobody keeps a bucket.
      boolean limited = interval.signum() > 0;
      boolean expected = token && (!limited || inTime);
      assertThat(budget.tryRetry(now)).as("seed %d: %s", seed, script).isEqualTo(expected);
      if (expected) {
        tokens = tokens.subtract(WHOLE);
        debt = debt.add(interval);
      } else {
        denied++;
      }
    }

    private BigInteger interval() {
      return BigInteger.valueOf((long) (SECOND / settings.maxRetriesPerSecond()));
    }

    private void pay(BigInteger refund) {
      share = share.add(up(WHOLE.subtract(share)));
      BigInteger deposit = units(settings.deposit()).multiply(share).divide(WHOLE);
      tokens = tokens.add(deposit).add(refund).min(units(settings.capacity()));
    }

    /** A fiftieth, rounded up. */
    private static BigInteger up(BigInteger value) {
      return value.add(FIFTY).subtract(BigInteger.ONE).divide(FIFTY);
    }

    private static BigInteger units(double value) {
      return BigInteger.valueOf(Math.round(value * WHOLE.doubleValue()));
    }

    private BudgetSettings choose() {
      double capacity =
          switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> BudgetSettings.LARGEST;
            default -> 1 + 10 * random.nextDouble();
          };
      double deposit = new double[] {0, 0.1, 0.37, 1}[random.nextInt(4)];
      double rate = random.nextBoolean() ? BudgetSettings.UNLIMITED : 1 + random.nextInt(5);
      return new BudgetSettings(capacity, deposit, rate);
    }
  }
}
