package io.github.retrystarter.woven;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.atomic.AtomicInteger;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.DeclarePrecedence;

/** Methods that two more aspects of the user's count, one around the retries and one inside. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Numbered {

  /** Runs once for a call. */
  @Aspect
  @DeclarePrecedence(
      "io.github.retrystarter.woven.Numbered.Outside, io.github.retrystarter.aop.RetryAspect")
  class Outside {
    static final AtomicInteger RUNS = new AtomicInteger();

    @Around(value = "execution(@io.github.retrystarter.woven.Numbered * *(..))", argNames = "call")
    public Object count(ProceedingJoinPoint call) throws Throwable {
      RUNS.incrementAndGet();
      return call.proceed();
    }
  }

  /** Runs once for an attempt, with an argument of its own. */
  @Aspect
  @DeclarePrecedence(
      "io.github.retrystarter.aop.RetryAspect, io.github.retrystarter.woven.Numbered.Inside")
  class Inside {
    static final AtomicInteger RUNS = new AtomicInteger();

    @Around(value = "execution(@io.github.retrystarter.woven.Numbered * *(..))", argNames = "call")
    public Object count(ProceedingJoinPoint call) throws Throwable {
      return call.proceed(new Object[] {call.getArgs()[0] + "#" + RUNS.incrementAndGet()});
    }
  }
}
