package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import jakarta.persistence.PersistenceException;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ValidationException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.hibernate.StaleObjectStateException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.amqp.AmqpAuthenticationException;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.AmqpTimeoutException;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.validation.BindException;
import org.springframework.web.client.ResourceAccessException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Failures of libraries whose servers no test starts, and the traps of Spring's translations. */
class LibraryFailuresTest {

  private static final Failure NO_CONNECTION = Kind.DB_CONNECTION.notExecuted();

  private final Classification classification =
      new Classification(List.of(), InstantSource.system());

  static Stream<Arguments> failures() {
    return Stream.of(
        // Messaging
        arguments(new TimeoutException("no metadata"), Kind.MESSAGING.failure()),
        arguments(new RecordTooLargeException(), Kind.UNCLASSIFIED.failure()),
        arguments(interrupted(), Kind.INTERRUPTED.failure()),
        arguments(new MessageDeliveryException("full"), Kind.MESSAGING.failure()),
        arguments(delivery(new NullPointerException()), Kind.PROGRAMMING.failure()),
        arguments(delivery(new IllegalStateException()), Kind.MESSAGING.failure()),
        arguments(new AmqpTimeoutException("no reply"), Kind.MESSAGING.failure()),
        arguments(
            new AmqpConnectException(new ConnectException("Connection refused")),
            Kind.CONNECTION_REFUSED.failure()),
        arguments(new AmqpAuthenticationException(new IOException()), Kind.SECURITY.failure()),
        // Redis through Spring Data
        arguments(new RedisConnectionFailureException("no pool"), Kind.DB_CONNECTION.failure()),
        arguments(
            new RedisConnectionFailureException("", new SocketTimeoutException("Read timed out")),
            Kind.READ_TIMEOUT.failure()),
        arguments(
            new RedisPipelineException(new ConnectException("Connection refused")),
            Kind.CONNECTION_REFUSED.failure()),
        // AWS
        arguments(aws(500, "InternalFailure", null), HttpStatus.failure(500, null)),
        arguments(aws(400, "ValidationException", null), HttpStatus.failure(400, null)),
        arguments(aws(400, "ThrottlingException", null), HttpStatus.failure(429, null)),
        arguments(
            aws(503, "SlowDown", "7"),
            HttpStatus.failure(429, new ServerWish(Duration.ofSeconds(7), true))),
        arguments(
            SdkClientException.create("x", new ConnectException("Connection refused")),
            Kind.CONNECTION_REFUSED.failure()),
        arguments(ApiCallAttemptTimeoutException.create(10), Kind.READ_TIMEOUT.failure()),
        arguments(
            NonRetryableException.create("no"),
            new Failure("unclassified", Verdict.FAIL, Executed.MAYBE, null)),
        // Validation and security
        arguments(new ConstraintViolationException(Set.of()), Kind.VALIDATION.failure()),
        arguments(
            new ValidationException("HV000028", new ConnectException("Connection refused")),
            Kind.CONNECTION_REFUSED.failure()),
        arguments(new BindException(new Object(), "order"), Kind.VALIDATION.failure()),
        arguments(new AccessDeniedException("no"), Kind.SECURITY.failure()),
        arguments(new BadCredentialsException("no"), Kind.SECURITY.failure()),
        arguments(
            new InternalAuthenticationServiceException(
                "", new SocketTimeoutException("Read timed out")),
            Kind.READ_TIMEOUT.failure()),
        arguments(new SecurityException(), Kind.SECURITY.failure()),
        arguments(new CancellationException(), Kind.CANCELLED.failure()),
        // Databases: Spring's translation, without and with the driver's own
        arguments(new CannotAcquireLockException("x"), Kind.DB_LOCK_TIMEOUT.failure()),
        arguments(new CannotAcquireLockException("x", deadlock()), Kind.DB_DEADLOCK.failure()),
        arguments(new OptimisticLockingFailureException("x"), Kind.OPTIMISTIC_LOCK.failure()),
        arguments(new DataAccessResourceFailureException("x"), Kind.DB_CONNECTION.failure()),
        arguments(new CannotGetJdbcConnectionException("x"), NO_CONNECTION),
        arguments(
            new CannotGetJdbcConnectionException("x", new SQLException("x", "28P01")),
            Kind.DB_ACCESS.failure()),
        arguments(
            new CannotCreateTransactionException("x", new SQLException("lost", "08006")),
            NO_CONNECTION),
        arguments(new NestedTransactionNotSupportedException("x"), Kind.PROGRAMMING.failure()),
        arguments(
            new IllegalTransactionStateException("no transaction"), Kind.PROGRAMMING.failure()),
        arguments(new TransactionTimedOutException("x"), Kind.DB_TIMEOUT.failure()),
        arguments(new UnexpectedRollbackException("x"), Kind.UNCLASSIFIED.notExecuted()),
        // A pool's wait for a connection that was interrupted
        arguments(
            new CannotCreateTransactionException(
                "x", new SQLException("interrupted", new InterruptedException())),
            new Failure("interrupted", Verdict.FAIL, Executed.NO, null)),
        arguments(
            new TransactionSystemException("commit", new PersistenceException(deadlock())),
            Kind.DB_DEADLOCK.failure()),
        arguments(
            new InvalidDataAccessApiUsageException("", new IllegalStateException()),
            Kind.UNCLASSIFIED.failure()),
        arguments(
            new InvalidDataAccessApiUsageException("", new IllegalArgumentException()),
            Kind.PROGRAMMING.failure()),
        arguments(new InvalidDataAccessApiUsageException(""), Kind.PROGRAMMING.failure()),
        arguments(new StaleObjectStateException("Order", 1), Kind.OPTIMISTIC_LOCK.failure()),
        arguments(new SQLTransientConnectionException("pool"), NO_CONNECTION),
        // MySQL: the vendor's code before the state
        arguments(new SQLException("x", "40001", 1213), Kind.DB_DEADLOCK.failure()),
        arguments(new SQLException("x", "40001", 1205), Kind.DB_LOCK_TIMEOUT.failure()),
        arguments(new SQLException("x", "HY000", 1205), Kind.DB_LOCK_TIMEOUT.failure()),
        arguments(new SQLException("x", "23000", 1062), Kind.DB_INTEGRITY.failure()),
        arguments(new SQLException("x", "42000", 1049), Kind.DB_ACCESS.failure()),
        arguments(new SQLException("x", "42000", 1064), Kind.DB_SYNTAX.failure()),
        arguments(
            new TransactionSystemException(
                "x", new SQLException("SAVEPOINT s1 does not exist", "42000", 1305)),
            Kind.DB_TRANSACTION_ABORTED.failure()),
        arguments(
            new SQLException("PROCEDURE p1 does not exist", "42000", 1305),
            Kind.DB_SYNTAX.failure()),
        arguments(new SQLException("x", "08004", 1040), NO_CONNECTION),
        arguments(new SQLException("x", "42000", 1203), NO_CONNECTION),
        // Oracle throws the plain types, SQL Server does for batches: the driver's frames tell
        arguments(
            from("oracle.jdbc.driver.T4CTTIoer11", new SQLException("x", "61000", 60)),
            Kind.DB_DEADLOCK.failure()),
        arguments(
            from("oracle.jdbc.driver.T4CTTIoer11", new SQLException("x", "72000", 1017)),
            Kind.DB_ACCESS.failure()),
        arguments(
            from(
                "com.microsoft.sqlserver.jdbc.SQLServerStatement",
                new BatchUpdateException("x", "40001", 1205, new int[0])),
            Kind.DB_DEADLOCK.failure()),
        // Wrappers that only carry
        arguments(
            new CompletionException(
                new ExecutionException(
                    new ResourceAccessException("x", new ConnectException("Connection refused")))),
            Kind.CONNECTION_REFUSED.failure()),
        arguments(
            new UndeclaredThrowableException(new InvocationTargetException(deadlock())),
            Kind.DB_DEADLOCK.failure()));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void isKnown(Throwable thrown, Failure expected) {
    assertThat(classification.classify(thrown)).isEqualTo(expected);
  }

  private static SQLException from(String driver, SQLException failure) {
    failure.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.sql.SQLException", "<init>", null, 1),
          new StackTraceElement(driver, "processError", null, 1)
        });
    return failure;
  }

  private static SQLException deadlock() {
    return new SQLException("deadlock", "40P01");
  }

  private static Throwable interrupted() {
    try {
      return new InterruptException(new InterruptedException());
    } finally {
      // Kafka's exception sets the flag of the thread that makes it.
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static MessageDeliveryException delivery(Exception cause) {
    return new MessageDeliveryException(
        new org.springframework.messaging.support.GenericMessage<>("tea"), cause);
  }

  private static AwsServiceException aws(int status, String code, @Nullable String retryAfter) {
    SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(status);
    if (retryAfter != null) {
      response.putHeader("Retry-After", retryAfter);
    }
    return AwsServiceException.builder()
        .statusCode(status)
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode(code).sdkHttpResponse(response.build()).build())
        .build();
  }
}
