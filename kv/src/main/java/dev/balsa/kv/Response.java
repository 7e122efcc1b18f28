package dev.balsa.kv;

/** The answer to a {@link Request}. */
public sealed interface Response permits ResponseOp, PutSequentialResponse, ErrorResponse {
  /**
   * This answer as the kind it must be.
   *
   * @throws KvException if it is an {@link ErrorResponse}
   * @throws ClassCastException if it answers another kind of request
   */
  default <T extends Response> T as(Class<T> kind) {
    if (this instanceof ErrorResponse refused) {
      throw new KvException(refused.error());
    }
    return kind.cast(this);
  }
}
