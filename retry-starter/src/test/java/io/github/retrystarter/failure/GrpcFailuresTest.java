package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to a gRPC server that fails each one, within the process. */
class GrpcFailuresTest {

  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private static final MethodDescriptor<String, String> METHOD =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("shop.Orders/Create")
          .setRequestMarshaller(new Utf8())
          .setResponseMarshaller(new Utf8())
          .build();

  private final Classification classification =
      new Classification(List.of(), InstantSource.system());
  private volatile Status status = Status.OK;
  private volatile @Nullable String pushback;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        InProcessServerBuilder.forName("shop")
            .directExecutor()
            .addService(service())
            .build()
            .start();
    channel = InProcessChannelBuilder.forName("shop").directExecutor().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({
    "CANCELLED, grpc_cancelled, FAIL, MAYBE",
    "UNKNOWN, grpc_unknown, UNKNOWN, MAYBE",
    "INVALID_ARGUMENT, grpc_invalid_argument, FAIL, NO",
    "DEADLINE_EXCEEDED, grpc_deadline_exceeded, RETRY, MAYBE",
    "NOT_FOUND, grpc_not_found, FAIL, NO",
    "ALREADY_EXISTS, grpc_already_exists, FAIL, NO",
    "PERMISSION_DENIED, grpc_permission_denied, FAIL, NO",
    "RESOURCE_EXHAUSTED, grpc_resource_exhausted, RETRY, MAYBE",
    "FAILED_PRECONDITION, grpc_failed_precondition, FAIL, NO",
    "ABORTED, grpc_aborted, RETRY, MAYBE",
    "OUT_OF_RANGE, grpc_out_of_range, FAIL, NO",
    "UNIMPLEMENTED, grpc_unimplemented, FAIL, NO",
    "INTERNAL, grpc_internal, UNKNOWN, MAYBE",
    "UNAVAILABLE, grpc_unavailable, RETRY, MAYBE",
    "DATA_LOSS, grpc_data_loss, FAIL, MAYBE",
    "UNAUTHENTICATED, grpc_unauthenticated, FAIL, NO"
  })
  void aStatusHasItsVerdict(Status.Code code, String kind, Verdict verdict, Executed executed) {
    status = code.toStatus();
    assertThat(failure()).isEqualTo(new Failure(kind, verdict, executed, null));
  }

  @Test
  void everyStatusButOkIsKnown() {
    assertThat(GrpcStatus.values())
        .extracting(Enum::name)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Status.Code.values())
                .filter(code -> code != Status.Code.OK)
                .map(Enum::name)
                .toList());
  }

  @Test
  void theServerSaysWhenToComeAgain() {
    status = Status.UNAVAILABLE;
    pushback = "1500";
    assertThat(failure())
        .isEqualTo(
            new Failure(
                "grpc_unavailable", Verdict.RETRY, Executed.MAYBE, Duration.ofMillis(1500)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "soon", "", "1.5", "99999999999"})
  void aPushbackThatIsNoNumberMeansNotAtAll(String value) {
    status = Status.UNAVAILABLE;
    pushback = value;
    assertThat(failure())
        .isEqualTo(
            new Failure(
                "grpc_unavailable",
                Verdict.RETRY,
                Executed.MAYBE,
                Duration.ofSeconds(Long.MAX_VALUE)));
  }

  @Test
  void aMessageAboveTheLimitStaysAboveIt() {
    status = Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 4: 5");
    assertThat(failure())
        .isEqualTo(new Failure("grpc_resource_exhausted", Verdict.FAIL, Executed.MAYBE, null));
  }

  @Test
  void anInterruptedCallIsInterrupted() {
    status = Status.OK;
    Thread.currentThread().interrupt();
    Throwable thrown = catchThrowable(this::call);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(classification.classify(thrown)).isEqualTo(Kind.INTERRUPTED.failure());
  }

  private Failure failure() {
    return classification.classify(catchThrowable(this::call));
  }

  private void call() {
    ClientCalls.blockingUnaryCall(channel, METHOD, CallOptions.DEFAULT, "tea");
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("shop.Orders")
        .addMethod(METHOD, (call, headers) -> answer(call))
        .build();
  }

  private ServerCall.Listener<String> answer(ServerCall<String, String> call) {
    if (!status.isOk()) {
      Metadata trailers = new Metadata();
      String wish = pushback;
      if (wish != null) {
        trailers.put(PUSHBACK, wish);
      }
      call.close(status, trailers);
    }
    return new ServerCall.Listener<>() {};
  }

  private static final class Utf8 implements MethodDescriptor.Marshaller<String> {

    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
