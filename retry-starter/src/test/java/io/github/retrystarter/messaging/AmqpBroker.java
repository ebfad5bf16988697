package io.github.retrystarter.messaging;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.model.VirtualHost;
import org.apache.qpid.server.model.VirtualHostNode;

/** A broker that speaks AMQP 0-9-1, at the loopback address, with all that it holds in memory. */
final class AmqpBroker implements AutoCloseable {

  private final AtomicReference<SystemConfig<?>> system = new AtomicReference<>();
  private final SystemLauncher launcher =
      new SystemLauncher(
          new DefaultSystemLauncherListener() {
            @Override
            public void onContainerResolve(SystemConfig<?> resolved) {
              system.set(resolved);
            }
          });

  AmqpBroker() throws Exception {
    launcher.startup(
        Map.of(
            "type",
            "Memory",
            "initialConfigurationLocation",
            Objects.requireNonNull(getClass().getResource("/amqp-broker.json")).toString(),
            "startupLoggedToSystemOut",
            false));
  }

  int port() {
    return child(Port.class).getBoundPort();
  }

  /** What has been done with a queue's messages. */
  Counts counts(String queue) {
    VirtualHost<?> host =
        Objects.requireNonNull(child(VirtualHostNode.class).getVirtualHost(), "no virtual host");
    Queue<?> found = Objects.requireNonNull(host.getChildByName(Queue.class, queue), queue);
    return new Counts(
        found.getTotalEnqueuedMessages(),
        found.getTotalDequeuedMessages(),
        found.getQueueDepthMessages());
  }

  /**
   * Of one queue.
   *
   * @param received how many came in
   * @param settled how many were acknowledged, or rejected for good
   * @param left how many are still there
   */
  record Counts(long received, long settled, long left) {}

  @SuppressWarnings({"rawtypes", "unchecked"}) // as the broker's model is asked
  private <C extends ConfiguredObject> C child(Class<C> type) {
    Broker<?> broker = system.get().getContainer(Broker.class);
    return broker.getChildren(type).iterator().next();
  }

  @Override
  public void close() {
    launcher.shutdown();
  }
}
