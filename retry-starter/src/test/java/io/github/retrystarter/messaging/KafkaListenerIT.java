package io.github.retrystarter.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.kafka.test.utils.KafkaTestUtils;
import org.springframework.util.backoff.FixedBackOff;

/** Methods that Spring Kafka calls, with a broker of Kafka's own in this JVM. */
@Timeout(120)
class KafkaListenerIT {

  private static final EmbeddedKafkaBroker BROKER =
      new EmbeddedKafkaKraftBroker(1, 1, "orders")
          .brokerProperty("group.initial.rebalance.delay.ms", "0");

  private final Orders orders = new Orders();
  private final Handled handled =
      new Handled(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, RetryTime::new)
          .withBean(Orders.class, () -> orders)
          .withBean(Handled.class, () -> handled)
          .withUserConfiguration(Consuming.class);

  @BeforeAll
  static void start() {
    BROKER.afterPropertiesSet();
  }

  @AfterAll
  static void stop() {
    BROKER.destroy();
  }

  static class Orders {
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    @KafkaListener(id = "shipping", topics = "orders")
    @Retryable
    void ship(String order) throws IOException {
      boolean first = calls.isEmpty();
      calls.add(order);
      if (order.equals("nonsense")) {
        throw new IllegalArgumentException(order);
      }
      if (first) {
        throw new IOException("not yet");
      }
    }
  }

  /** What the container made of its records. */
  record Handled(BlockingQueue<Long> committed, BlockingQueue<Throwable> failures) {}

  @Configuration(proxyBeanMethods = false)
  @EnableKafka
  static class Consuming {
    @Bean
    ConcurrentKafkaListenerContainerFactory<String, String> kafkaListenerContainerFactory(
        Handled handled) {
      Map<String, Object> consumer = KafkaTestUtils.consumerProps(BROKER, "shipping", false);
      consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      ConcurrentKafkaListenerContainerFactory<String, String> factory =
          new ConcurrentKafkaListenerContainerFactory<>();
      factory.setConsumerFactory(
          new DefaultKafkaConsumerFactory<>(
              consumer, new StringDeserializer(), new StringDeserializer()));
      factory.getContainerProperties().setAckMode(AckMode.RECORD);
      factory.getContainerProperties().setSyncCommits(false);
      factory
          .getContainerProperties()
          .setCommitCallback(
              (offsets, failure) ->
                  offsets.values().forEach(each -> handled.committed.add(each.offset())));
      factory.setCommonErrorHandler(
          new DefaultErrorHandler(
              (record, failure) -> handled.failures.add(failure), new FixedBackOff(0, 0)));
      return factory;
    }
  }

  private static void send(String order) throws Exception {
    DefaultKafkaProducerFactory<String, String> producers =
        new DefaultKafkaProducerFactory<>(
            KafkaTestUtils.producerProps(BROKER), new StringSerializer(), new StringSerializer());
    try {
      new KafkaTemplate<>(producers).send("orders", order).get();
    } finally {
      producers.destroy();
    }
  }

  @Test
  void aRecordIsRetriedInPlaceAndCommittedOnce() {
    runner.run(
        context -> {
          send("tea");
          long end = handled.committed.take();
          context.stop();
          assertThat(orders.calls).containsExactly("tea", "tea");
          assertThat(end).isEqualTo(end());
          assertThat(handled.committed).isEmpty();
          assertThat(handled.failures).isEmpty();
        });
  }

  @Test
  void oneThatIsGivenUpGoesToTheContainersErrorHandlerOnce() {
    runner.run(
        context -> {
          send("nonsense");
          Throwable failure = handled.failures.take();
          long end = handled.committed.take();
          context.stop();
          assertThat(orders.calls).containsExactly("nonsense");
          assertThat(failure)
              .isInstanceOf(ListenerExecutionFailedException.class)
              .cause()
              .isExactlyInstanceOf(IllegalArgumentException.class)
              .satisfies(
                  cause ->
                      assertThat(RetryInfo.of(cause).orElseThrow().reason())
                          .isEqualTo("permanent"));
          assertThat(end).isEqualTo(end());
          assertThat(handled.committed).isEmpty();
          assertThat(handled.failures).isEmpty();
        });
  }

  /** Behind the last record that was sent. */
  private static long end() throws Exception {
    try (AdminClient admin =
        AdminClient.create(Map.of("bootstrap.servers", BROKER.getBrokersAsString()))) {
      TopicPartition orders = new TopicPartition("orders", 0);
      return admin
          .listOffsets(Map.of(orders, OffsetSpec.latest()))
          .partitionResult(orders)
          .get()
          .offset();
    }
  }
}
