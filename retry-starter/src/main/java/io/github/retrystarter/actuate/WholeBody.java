package io.github.retrystarter.actuate;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Gives the endpoint's write operation all that was sent, as one map: Spring Boot would look for
 * each parameter's name, and drop what it does not know in silence. Stateless.
 */
public final class WholeBody implements OperationInvokerAdvisor {

  /** Stateless. */
  public WholeBody() {}

  @Override
  public OperationInvoker apply(
      EndpointId endpoint,
      OperationType operation,
      OperationParameters parameters,
      OperationInvoker invoker) {
    return endpoint.equals(RetryEndpoint.ID) && operation == OperationType.WRITE
        ? context -> invoker.invoke(whole(context))
        : invoker;
  }

  private static InvocationContext whole(InvocationContext context) {
    Map<String, Object> sent = new HashMap<>(context.getArguments());
    Object path = sent.remove(RetryEndpoint.PATH);
    Map<String, Object> arguments = new HashMap<>();
    if (path instanceof String[]) {
      arguments.put(RetryEndpoint.PATH, path);
    } else if (path != null) {
      // A key of that name, which hides the path.
      sent.put(RetryEndpoint.PATH, path);
      arguments.put(RetryEndpoint.PATH, new String[0]);
    }
    Object body = sent.get(RetryEndpoint.BODY);
    // Over JMX it comes as the map that it is.
    arguments.put(RetryEndpoint.BODY, texts(body instanceof Map<?, ?> map ? map : sent));
    return new InvocationContext(security(context), arguments, new ByTheFirst(context));
  }

  /** Over JMX come numbers and lists; and of a parameter in the query that is repeated, a list. */
  private static Map<String, @Nullable String> texts(Map<?, ?> sent) {
    Map<String, @Nullable String> texts = new HashMap<>();
    sent.forEach((key, value) -> texts.put(String.valueOf(key), text(value)));
    return texts;
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value instanceof Collection<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return value == null ? null : value.toString();
  }

  private static SecurityContext security(InvocationContext context) {
    SecurityContext known = context.resolveArgument(SecurityContext.class);
    return known == null ? SecurityContext.NONE : known;
  }

  /** What the one context knows by type, the other knows too. */
  private record ByTheFirst(InvocationContext context) implements OperationArgumentResolver {

    @Override
    public <T> @Nullable T resolve(Class<T> type) {
      return context.resolveArgument(type);
    }

    @Override
    public boolean canResolve(Class<?> type) {
      return context.canResolve(type);
    }
  }
}
