package io.github.retrystarter.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each key's edges, one fact a row; {@link BreakerScript} has the language. */
class BreakerFactsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
"""
# failure-rate-threshold
below the threshold it stays closed                      |                             | 11S9F                              | closed failing=45
at the threshold it trips                                |                             | 10S10F                             | open
the call that reaches the threshold need not be a failure|                             | 10F9S S                            | open
a threshold of 100 wants every call to fail              | rate=100 window=5           | 4FS                                | closed failing=80
at 100 percent it trips at a threshold of 100            | rate=100 window=5           | 5F                                 | open
a threshold has fractions                                | rate=33.4 window=3          | FSS                                | closed
a third is more than 33.3 percent                        | rate=33.3 window=3          | FSS                                | open
one in a hundred trips at one percent                    | rate=1                      | 19SF                               | open
one in a hundred and no less                             | rate=1 window=101 min=101   | 100SF                              | closed
# minimum-calls
below the minimum no rate trips it                       |                             | 19F                                | closed failing=100
with the minimum it trips                                |                             | 20F                                | open
the minimum counts successes too                         |                             | 10F9S                              | closed
a minimum of one trips at the first failure              | min=1                       | F                                  | open
a neutral call is no call                                |                             | 19F5-                              | closed calls=19
the gauge has no number below the minimum                |                             | 19F                                | gauge=NaN closed
the gauge has one from the minimum on                    | rate=90                     | 10S10F                             | gauge=50 closed
# sliding-window-size
only the last calls count                                | window=10 min=10            | 4F10S4F                            | closed failing=40
what leaves the window counts no more                    | window=10 min=10            | 6S4F2S                             | closed failing=40
a full window trips when one failure more comes in       | window=10 min=10            | 6S4FF                              | open
a window of one trips at any failure                     | window=1                    | SSF                                | open
the window never holds more than its size                | window=10 rate=90           | 50S                                | calls=10
# sliding-window-duration
nothing leaves the window before its time                | window=10s min=4            | 3F +8999ms F                       | open
a tenth of the window is the grain of forgetting         | window=10s min=4            | 3F +10s F                          | closed calls=1
what came at the end of a tenth leaves with it           | window=10s min=4            | +999ms 3F +9001ms F                | closed calls=1
each tenth leaves by itself                              | window=10s min=9            | F +1s F +1s F +8s                  | closed calls=2
after a long silence the window is empty                 | window=10s min=4            | 3F +1d                             | closed calls=0
a clock that steps back loses no call                    | window=10s min=4            | +5s 3F +-3s F                      | open
a window of time has no most calls                       | window=10s rate=90          | 1000S                              | closed calls=1000
# consecutive-failures
in a row they trip it whatever the rate                  | row=3                       | 50S3F                              | open
one fewer does not                                       | row=3                       | 50S2F                              | closed
a success between them begins anew                       | row=3                       | 50SFFSFF                           | closed
a neutral call between them does not                     | row=3                       | FF--F                              | open
they trip it below the minimum of calls                  | row=1                       | F                                  | open
slow successes are no failures                           | row=3 slow=1s rate=100      | FFsF                               | closed
slow failures are failures                               | row=3 slow=1s               | fff                                | open
the count begins anew with a closed breaker              | row=3                       | 3F +30s SSS FF                     | closed
those in flight when it opened are of no use to the next | row=3 half=1                | >a 3F +30s S a:F FF                | closed
# slow-call-duration and slow-call-rate-threshold
exactly the limit is not slow                            | slow=1s min=4               | 4S                                 | closed slow=0
slower than the limit is slow                            | slow=1s min=4               | 3s                                 | closed slow=3 slowing=100
when all calls are slow it trips by default              | slow=1s min=4               | 4s                                 | open
one that is not slow keeps it closed by default          | slow=1s min=4               | 3sS                                | closed slowing=75
at the slow rate it trips                                | slow=1s slowRate=50 min=4   | SsSs                               | open
below the slow rate it does not                          | slow=1s slowRate=51 min=4   | SsSs                               | closed
a slow failure counts as slow and as failed              | slow=1s min=5               | f                                  | closed slow=1 failed=1 failing=100 slowing=100
a slow failure is one call                               | slow=1s min=5               | fS                                 | closed calls=2 failing=50 slowing=50
slow failures and slow successes add up to the slow rate | slow=1s rate=100 slowRate=75 min=4 | fSsf                         | open
without a limit nothing is slow                          | min=4                       | 4s                                 | closed slow=0
the slow rate has the minimum too                        | slow=1s min=4               | 3s3-                               | closed
a slow neutral call is neither call nor slow             | slow=1s min=1               | -                                  | closed calls=0 slow=0
# open-duration
an open breaker rejects                                  | row=1                       | F SSS                              | open rejected=3 ok=0
it tells how long until the next try                     | row=1                       | F +10s                             | open until=20s
to the last nanosecond it is open                        | row=1                       | F +30s +-1ns S                     | open rejected=1 until=0.000000001s
then it is half-open without a call                      | row=1                       | F +30s                             | half_open until=0s told=2
rejected calls do not lengthen the open time             | row=1                       | F +29s S +1s                       | half_open
a clock that steps back does not end the open time       | row=1                       | F +-1h                             | open until=30s
a clock that jumps ahead ends it                         | row=1                       | F +1000d                           | half_open
an open breaker has an empty window                      | row=1                       | F                                  | open calls=0 gauge=NaN
# open-multiplier and max-open-duration
without a multiplier all open times are the same         | row=1 half=1                | F +30s F                           | open until=30s
a failed round lengthens the next open time              | row=1 half=1 multiplier=2   | F +30s F                           | open until=1m
and the next again                                       | row=1 half=1 multiplier=2   | F +30s F +60s F                    | open until=2m
not above the longest                                    | row=1 half=1 multiplier=2 longest=50s | F +30s F                 | open until=50s
nor after very many rounds                               | row=1 half=1 multiplier=1000 longest=50s | F +30s F +50s F +50s F +50s F | open until=50s
a round that succeeds forgets the failed ones            | row=1 half=1 multiplier=2   | F +30s F +60s S F                  | open until=30s
close keeps them                                         | row=1 half=1 multiplier=2   | F +30s F close! F                  | open until=1m
reset forgets them                                       | row=1 half=1 multiplier=2   | F +30s F reset! F                  | open until=30s
forcing it open keeps them                               | row=1 half=1 multiplier=2   | F +30s F force! close! F           | open until=1m
# half-open-calls
so many are let through and no more                      | row=1                       | F +30s >a >b >c SS                 | half_open rejected=2
when all have succeeded it closes                        | row=1                       | F +30s SSS                         | closed
it is not judged before all have ended                   | row=1                       | F +30s FF                          | half_open failing=100
below the threshold it closes                            | row=1                       | F +30s SFS                         | closed
at the threshold it opens                                | row=1 half=2                | F +30s FS                          | open
a slow round opens it                                    | row=1 slow=1s               | F +30s sss                         | open
a round that is slow in part closes it                   | row=1 slow=1s               | F +30s ssS                         | closed
a round of one is judged by one                          | row=1 half=1                | F +30s S                           | closed
an ended call keeps its place                            | row=1                       | F +30s >a >b >c a:S S              | half_open rejected=1
a neutral call gives its place back                      | row=1                       | F +30s >a >b >c a:- S              | half_open rejected=0 calls=1
neutral calls alone never end a round                    | row=1                       | F +30s 50-                         | half_open rejected=0
a place given back twice is one place                    | row=1                       | F +30s >a >b >c a:- a:- >d S       | half_open rejected=1
a result told twice is one result                        | row=1                       | F +30s >a a:S a:S a:S              | half_open calls=1 ok=1
a result told after giving back is none                  | row=1                       | F +30s >a a:- a:F                  | half_open calls=0 failed=1
giving back after a result makes no room                 | row=1                       | F +30s >a a:S a:- >b >c S          | half_open rejected=1
failures in a row alone do not end a round               | row=1                       | F +30s FSS                         | closed
# late results
a late success does not end a half-open round            | row=1 half=1                | >a F +30s a:S                      | half_open calls=0
a late failure does not either                           | row=1 half=1                | >a F +30s a:F                      | half_open calls=0
a late failure does not count in the next window         | row=1                       | >a F +30s SSS a:F                  | closed calls=0
a call of one round does not count in the next           | row=1 half=2                | F +30s >a reset! F +30s a:F        | half_open calls=0
a late neutral call makes no room in the next round      | row=1 half=1                | F +30s >a reset! F +30s >b a:- S   | half_open rejected=1
a late result is counted all the same                    | row=1                       | >a F a:S                           | open ok=1 failed=1
# steering
a forced open breaker stays so                           |                             | force! +1d S                       | forced_open rejected=1 until=0s
results do not end it                                    | row=1 half=1                | F +30s >a force! a:S               | forced_open
closed by hand it has an empty window                    |                             | 19F close! F                       | closed calls=1
closing it while it is half-open ends the round          | row=2                       | FF +30s >a close! a:F F            | closed calls=1
a disabled breaker lets all through and counts nothing   | row=1                       | disable! 50F                       | disabled calls=0 failed=0 rejected=0
closed again it counts                                   | row=1                       | disable! 5F close! F               | open
what began before it was disabled is counted             | row=5                       | >a disable! a:F                    | disabled failed=1
# mode
an observing breaker opens and rejects nothing           | mode=observe row=1          | F SSS                              | open rejected=0 ok=3
what it would have rejected changes nothing              | mode=observe row=1          | F >a +30s a:F                      | half_open calls=0
it is half-open by the clock                             | mode=observe row=1          | F +30s                             | half_open
the calls that it would have let through are its round   | mode=observe row=1          | F +30s >a >b >c >d d:F a:S b:S c:S | closed
forced open it only shows it                             | mode=observe                | force! SS                          | forced_open rejected=0
a breaker disabled by its mode counts nothing            | mode=disabled row=1         | 5F                                 | disabled failed=0
and is not enabled by news of the dependency             | mode=disabled row=1         | reset! F                           | disabled
nor closed by hand                                       | mode=disabled row=1         | force! close! F                    | disabled
but an operator can force it open                        | mode=disabled               | force! S                           | forced_open rejected=1
# live changes
another threshold counts from the next call on           |                             | 12S8F rate=40 S                    | closed failing=38.095238095238095
and trips by what is in the window                       |                             | 12S8F rate=30 S                    | open
another window begins anew                               |                             | 19F window=50                      | closed calls=0
a window of time in place of one of calls begins anew    |                             | 19F window=10s                     | closed calls=0
the same window goes on                                  |                             | 19F rate=60 open=10s half=1        | closed calls=19
an open breaker stays open                               | row=1                       | F rate=90 window=10                | open rejected=0 until=30s
a shorter open time ends it sooner                       | row=1                       | F +10s open=10s                    | half_open
a longer one later                                       | row=1                       | F +10s open=1m                     | open until=50s
fewer half-open calls end a round that has enough        | row=1 half=10               | F +30s SS half=2                   | closed
fewer half-open calls let no more in                     | row=1 half=10               | F +30s >a >b half=2 S              | half_open rejected=1
and such a round ends with those that have begun         | row=1 half=10               | F +30s >a >b >c half=2 a:F b:F     | open
more half-open calls let more in                         | row=1 half=1                | F +30s >a half=2 S a:F             | open rejected=0
disabling the mode lets all through                      | row=1                       | F mode=disabled S                  | disabled rejected=0
enabling it begins with a closed breaker                 | row=1                       | F mode=disabled mode=enforce S     | closed calls=1
enforcing after observing rejects at once                | row=1 mode=observe          | F mode=enforce S                   | open rejected=1
observing after enforcing lets all through               | row=1                       | F mode=observe S                   | open rejected=0
""")
  void itDoesWhatTheTableSays(String fact, String settings, String script, String expected) {
    BreakerScript life = new BreakerScript(settings == null ? "" : settings);
    life.play(script);
    assertThat(life.facts(expected)).isEqualTo(expected);
  }
}
