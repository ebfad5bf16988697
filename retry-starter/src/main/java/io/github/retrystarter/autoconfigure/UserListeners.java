package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.RetryListener;
import org.springframework.beans.factory.ObjectProvider;

/** The user's listeners of calls. */
final class UserListeners extends LateBeans<RetryListener> {

  UserListeners(ObjectProvider<RetryListener> beans) {
    super(beans);
  }
}
