package io.github.retrystarter.woven;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;

/** An aspect of the user's own, which changes an argument. */
@Aspect
public class Stamp {

  @Around(value = "execution(@io.github.retrystarter.woven.Stamped * *(..))", argNames = "call")
  public Object stamp(ProceedingJoinPoint call) throws Throwable {
    return call.proceed(new Object[] {call.getArgs()[0] + "!"});
  }
}
