package io.github.retrystarter.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.amqp.ImmediateAcknowledgeAmqpException;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.EnableRabbit;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Methods that Spring AMQP calls, by RabbitMQ's client, with a real broker. The broker asks for the
 * thread's subject in a way that the JDK has not had since 24.
 */
@Timeout(60)
@EnabledForJreRange(max = JRE.JAVA_23)
class RabbitListenerIT {

  private static AmqpBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = new AmqpBroker();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  static class Orders {
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final CountDownLatch done = new CountDownLatch(1);

    @RabbitListener(queues = "${queue}")
    @Retryable
    void ship(String order) throws IOException {
      calls.add(order);
      if (order.equals("nonsense")) {
        throw new IllegalArgumentException(order);
      }
      if (calls.size() == 1) {
        throw new IOException("not yet");
      }
      done.countDown();
    }

    /** As the container's error handler. */
    void gaveUp(Throwable failure) {
      failures.add(failure);
      done.countDown();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableRabbit
  static class Consuming {
    @Bean
    CachingConnectionFactory connections(Environment environment) {
      return new CachingConnectionFactory(
          "127.0.0.1", environment.getRequiredProperty("port", Integer.class));
    }

    @Bean
    RabbitAdmin admin(CachingConnectionFactory connections) {
      return new RabbitAdmin(connections);
    }

    @Bean
    Queue queue(Environment environment) {
      return new Queue(environment.getRequiredProperty("queue"));
    }

    @Bean
    SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(
        CachingConnectionFactory connections, Orders orders) {
      SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
      factory.setConnectionFactory(connections);
      factory.setErrorHandler(
          failure -> {
            orders.gaveUp(failure);
            throw new ImmediateAcknowledgeAmqpException("seen");
          });
      return factory;
    }
  }

  /** Until it has been dealt with and nobody listens any more. */
  private static Orders send(String queue, String order) {
    Orders orders = new Orders();
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withBean(Time.class, RetryTime::new)
        .withBean(Orders.class, () -> orders)
        .withUserConfiguration(Consuming.class)
        .withPropertyValues("port=" + broker.port(), "queue=" + queue)
        .run(
            context -> {
              new RabbitTemplate(context.getBean(CachingConnectionFactory.class))
                  .convertAndSend(queue, order);
              orders.done.await();
            });
    return orders;
  }

  @Test
  void aMessageIsRetriedInPlaceAndAcknowledgedOnce() {
    Orders orders = send("orders", "tea");
    assertThat(orders.calls).containsExactly("tea", "tea");
    assertThat(orders.failures).isEmpty();
    assertThat(broker.counts("orders")).isEqualTo(new AmqpBroker.Counts(1, 1, 0));
  }

  @Test
  void oneThatIsGivenUpGoesToTheContainersErrorHandlerOnce() {
    Orders orders = send("nonsense", "nonsense");
    assertThat(orders.calls).containsExactly("nonsense");
    assertThat(orders.failures)
        .singleElement()
        .extracting(Throwable::getCause)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .satisfies(
            cause -> assertThat(RetryInfo.of(cause).orElseThrow().reason()).isEqualTo("permanent"));
    assertThat(broker.counts("nonsense")).isEqualTo(new AmqpBroker.Counts(1, 1, 0));
  }
}
