package dev.balsa.server;

import com.google.protobuf.Message;
import dev.balsa.core.Bytes;
import dev.balsa.etcd.rpc.ResponseHeader;
import dev.balsa.kv.Commands;
import dev.balsa.kv.ErrorResponse;
import dev.balsa.kv.KvException;
import dev.balsa.kv.PutSequentialResponse;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.Request;
import dev.balsa.kv.ResponseOp;
import dev.balsa.kv.StoreView;
import dev.balsa.kv.TxnRequest;
import dev.balsa.node.NodeStatus;
import dev.balsa.server.json.JsonException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Etcd's KV service: put, range, deleterange, txn. */
final class KvService {
  /** More than this, in bytes, is parsed and written by the workers. */
  private static final int INLINE_BYTES_MAX = 64 << 10;

  /** A range over more keys than this is read by the workers. */
  private static final int INLINE_KEYS_MAX = 64;

  private final ServedMember member;
  private final ServerSettings settings;
  private final Workers workers;
  private final Clients clients;
  private final Budget replies;

  KvService(ServedMember member, ServerSettings settings, Workers workers, Clients clients) {
    this.member = member;
    this.settings = settings;
    this.workers = workers;
    this.clients = clients;
    this.replies = new Budget(settings.repliesBytesMax(), settings.replyBytesMax());
  }

  void put(Exchange exchange) {
    handle(
        exchange,
        dev.balsa.etcd.rpc.PutRequest.newBuilder(),
        into -> KvRequests.put(into.build()),
        this::propose);
  }

  void deleteRange(Exchange exchange) {
    handle(
        exchange,
        dev.balsa.etcd.rpc.DeleteRangeRequest.newBuilder(),
        into -> KvRequests.deleteRange(into.build()),
        this::propose);
  }

  void range(Exchange exchange) {
    handle(
        exchange,
        dev.balsa.etcd.rpc.RangeRequest.newBuilder(),
        into -> KvRequests.range(into.build()),
        this::range);
  }

  void txn(Exchange exchange) {
    handle(
        exchange,
        dev.balsa.etcd.rpc.TxnRequest.newBuilder(),
        into -> KvRequests.txn(into.build()),
        this::txn);
  }

  private interface Then<R> {
    void run(Exchange exchange, R request);
  }

  /** Reads the body and goes on, on a thread that suits its length; what is wrong is answered. */
  private <B extends Message.Builder, R extends Request> void handle(
      Exchange exchange, B into, Function<B, R> request, Then<R> then) {
    Bytes body = exchange.asked().body();
    Runnable work =
        () -> {
          try {
            RpcJson.read(body, settings.jsonDepthMax(), into);
            then.run(exchange, request.apply(into));
          } catch (JsonException e) {
            exchange.answer(ApiError.of(ApiError.INVALID_ARGUMENT, String.valueOf(e.getMessage())));
          } catch (KvException e) {
            exchange.answer(ApiError.of(e.error()));
          }
        };
    if (body.length() > INLINE_BYTES_MAX) {
      workers.run(exchange, work);
    } else {
      work.run();
    }
  }

  private void propose(Exchange exchange, Request request) {
    Bytes command = Commands.encode(request, member.limits());
    exchange.mayWrite();
    member
        .replica()
        .propose(command)
        .whenCompleteAsync(
            (result, failure) -> {
              if (failure != null) {
                exchange.answer(ApiError.of(failure, true));
              } else {
                applied(exchange, result);
              }
            },
            exchange.executor());
  }

  private void applied(Exchange exchange, Bytes result) {
    switch (Commands.decodeResponse(result)) {
      case ErrorResponse refused -> exchange.answer(ApiError.of(refused.error()));
      case ResponseOp response -> write(exchange, response, Map.of());
      case PutSequentialResponse put ->
          throw new IllegalStateException("no request of the API has this answer: " + put);
    }
  }

  private void range(Exchange exchange, RangeRequest request) {
    refuseWrong(request);
    view(
        exchange,
        request.serializable(),
        (view, headers) -> {
          Runnable work = () -> read(exchange, () -> view.range(request), headers);
          boolean wide =
              !request.countOnly()
                  && view.count(request.key(), request.rangeEnd()) > INLINE_KEYS_MAX;
          if (wide) {
            workers.run(exchange, work);
          } else {
            work.run();
          }
        });
  }

  private void txn(Exchange exchange, TxnRequest request) {
    if (!request.isReadOnly()) {
      propose(exchange, request);
      return;
    }
    refuseWrong(request);
    view(
        exchange,
        request.isSerializable(),
        (view, headers) ->
            workers.run(exchange, () -> read(exchange, () -> view.txn(request), headers)));
  }

  private void refuseWrong(Request request) {
    dev.balsa.kv.KvError wrong = member.limits().check(request);
    if (wrong != null) {
      throw new KvException(wrong);
    }
  }

  private interface WithView {
    void run(StoreView view, Map<String, String> headers);
  }

  /** Gets the state to read from, and with old state the headers that say how old it may be. */
  private void view(Exchange exchange, boolean serializable, WithView then) {
    Replica replica = member.replica();
    CompletableFuture<StoreView> view =
        serializable ? replica.readLocal(member.store()::view) : replica.read(member.store()::view);
    view.whenCompleteAsync(
        (state, failure) -> {
          if (failure != null) {
            exchange.answer(ApiError.of(failure, false));
          } else {
            then.run(state, serializable ? age(replica.status()) : Map.of());
          }
        },
        exchange.executor());
  }

  private static Map<String, String> age(NodeStatus status) {
    return Map.of(
        "X-Balsa-Applied-Index",
        Long.toString(status.appliedIndex()),
        "X-Balsa-Commit-Lag",
        Long.toString(status.commitIndex() - status.appliedIndex()),
        "X-Balsa-Age-Millis",
        Long.toString(status.lastContactMillis()));
  }

  private interface Reading {
    ResponseOp read();
  }

  private void read(Exchange exchange, Reading reading, Map<String, String> headers) {
    try {
      ResponseOp response = reading.read();
      if (KvResponses.sizeBytes(response) > settings.replyBytesMax()) {
        exchange.answer(
            ApiError.of(
                ApiError.RESOURCE_EXHAUSTED,
                "balsa: the answer is longer than "
                    + settings.replyBytesMax()
                    + " bytes; ask for a smaller range or give a limit"));
        return;
      }
      write(exchange, response, headers);
    } catch (KvException e) {
      exchange.answer(ApiError.of(e.error()));
    }
  }

  private void write(Exchange exchange, ResponseOp response, Map<String, String> headers) {
    long bytes = KvResponses.sizeBytes(response);
    if (bytes <= INLINE_BYTES_MAX) {
      exchange.answer(reply(response, headers));
      return;
    }
    Budget.Share share = exchange.client().replies;
    ApiError refused =
        clients.refusal(exchange.client(), replies.take(share, bytes), "in long answers");
    if (refused != null) {
      exchange.answer(refused);
      return;
    }
    Runnable read = () -> replies.giveBack(share, bytes);
    if (!workers.run(exchange, () -> exchange.answer(reply(response, headers), read))) {
      read.run();
    }
  }

  private Reply reply(ResponseOp response, Map<String, String> headers) {
    Bytes json = RpcJson.write(KvResponses.message(response, header(response.revision())));
    return new Reply(HttpResponseStatus.OK, Reply.JSON, json, headers);
  }

  private ResponseHeader header(long revision) {
    return header(member, revision, null);
  }

  /** The header every answer has. */
  static ResponseHeader header(ServedMember member, long revision, @Nullable NodeStatus known) {
    NodeStatus status = known == null ? member.replica().status() : known;
    return ResponseHeader.newBuilder()
        .setClusterId(member.identity().clusterId())
        .setMemberId(member.identity().memberId())
        .setRevision(revision)
        .setRaftTerm(status.term())
        .build();
  }
}
