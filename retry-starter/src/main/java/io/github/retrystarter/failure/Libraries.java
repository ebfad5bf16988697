package io.github.retrystarter.failure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The libraries whose failures are known, those of them that are on the class path. The order
 * matters: an exception is of the first row that it fits, and many a library's exceptions extend
 * those of another.
 */
final class Libraries {

  private static final Logger logger = LoggerFactory.getLogger(Libraries.class);

  /**
   * A library.
   *
   * @param type a class of it: without it the table is not even loaded
   * @param table made with a clock, for those whose servers speak of dates
   */
  private record Library(String type, Function<InstantSource, FailureTable> table) {}

  /** Lambdas and not constructor references: those would load the class at once. */
  private static final List<Library> ALL =
      List.of(
          new Library("java.lang.Object", clock -> new StarterFailures()),
          new Library(
              "org.springframework.web.client.RestClientResponseException",
              clock -> new SpringWebFailures(clock)),
          new Library(
              "org.springframework.web.reactive.function.client.WebClientResponseException",
              clock -> new WebClientFailures(clock)),
          new Library("feign.FeignException", clock -> new FeignFailures(clock)),
          new Library("io.grpc.StatusRuntimeException", clock -> new GrpcFailures()),
          new Library(
              "software.amazon.awssdk.awscore.exception.AwsServiceException",
              clock -> new AwsFailures(clock)),
          new Library(
              "org.apache.kafka.common.errors.RetriableException", clock -> new KafkaFailures()),
          new Library(
              "org.springframework.messaging.MessagingException",
              clock -> new SpringMessagingFailures()),
          new Library("org.springframework.amqp.AmqpException", clock -> new AmqpFailures()),
          new Library("io.lettuce.core.RedisException", clock -> new LettuceFailures()),
          new Library(
              "org.springframework.data.redis.RedisConnectionFailureException",
              clock -> new SpringRedisFailures()),
          new Library(
              "org.springframework.jdbc.CannotGetJdbcConnectionException",
              clock -> new SpringJdbcFailures()),
          new Library(
              "org.springframework.dao.DataAccessException", clock -> new DataAccessFailures()),
          new Library("org.hibernate.HibernateException", clock -> new HibernateFailures()),
          new Library(
              "jakarta.persistence.PersistenceException", clock -> new PersistenceFailures()),
          new Library("java.sql.SQLException", clock -> new SqlFailures()),
          new Library(
              "jakarta.validation.ValidationException", clock -> new BeanValidationFailures()),
          new Library(
              "org.springframework.validation.BindException", clock -> new SpringFailures()),
          new Library(
              "org.springframework.security.core.AuthenticationException",
              clock -> new SpringSecurityFailures()),
          new Library(
              "org.apache.hc.client5.http.ConnectTimeoutException", clock -> new ApacheFailures()),
          new Library(
              "org.eclipse.jetty.client.HttpResponseException", clock -> new JettyFailures()),
          new Library(
              "io.netty.handler.timeout.ReadTimeoutException", clock -> new NettyFailures()),
          new Library(
              "reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException",
              clock -> new ReactorNettyFailures()),
          new Library("java.lang.Object", clock -> new NetworkFailures()),
          new Library("java.lang.Object", clock -> new IoFailures()),
          new Library("java.lang.Object", clock -> new LanguageFailures()));

  /** HTTP clients whose exceptions hold the answer's headers. */
  private record Client(String type, Supplier<AnswerHeader> reader) {}

  private static final List<Client> CLIENTS =
      List.of(
          new Client(
              "org.springframework.web.client.RestClientResponseException",
              () -> SpringWebFailures::header),
          new Client(
              "org.springframework.web.reactive.function.client.WebClientResponseException",
              () -> WebClientFailures::header),
          new Client("feign.FeignException", () -> FeignFailures::header));
  static final String SPRING_TRANSACTIONS =
      "org.springframework.transaction.support.TransactionSynchronizationManager";
  static final String SPRING_JPA = "org.springframework.orm.jpa.EntityManagerHolder";
  static final String SPRING_JDBC = "org.springframework.jdbc.datasource.ConnectionHolder";
  static final String POSTGRES = "org.postgresql.core.BaseConnection";

  /** The classes by which that is found out which knows of transactions. */
  static final List<String> OF_TRANSACTIONS =
      List.of(SPRING_TRANSACTIONS, SPRING_JPA, SPRING_JDBC, POSTGRES);

  private Libraries() {}

  /** Of the HTTP clients that are there. */
  static List<AnswerHeader> answerHeaders() {
    return CLIENTS.stream()
        .filter(client -> isPresent(client.type()))
        .map(client -> client.reader().get())
        .toList();
  }

  /** The rows of all libraries that are there. */
  static List<Row> rows(InstantSource clock) {
    List<Row> rows = new ArrayList<>();
    for (Library library : ALL) {
      if (isPresent(library.type())) {
        rows.addAll(rows(library, clock));
      }
    }
    return rows;
  }

  /** The class by which each library is found. */
  static List<String> types() {
    return ALL.stream().map(Library::type).toList();
  }

  /** A version that lacks one of the classes costs what is known of this library, no more. */
  private static List<Row> rows(Library library, InstantSource clock) {
    try {
      return library.table().apply(clock).rows();
    } catch (LinkageError other) {
      logger.warn(
          "Failures of the library with {} are not classified: its version is not one that is known",
          library.type(),
          other);
      return List.of();
    }
  }

  static boolean isPresent(String type) {
    try {
      Class.forName(type, false, Libraries.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError missing) {
      return false;
    }
  }
}
