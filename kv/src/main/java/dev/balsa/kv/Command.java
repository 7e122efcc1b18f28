package dev.balsa.kv;

/**
 * A request as it stands in the log.
 *
 * @param storeBytesMax the quota of the member that took the request in, in bytes. It is part of
 *     the command because members may be configured differently and must answer the same
 * @param request what to do
 */
public record Command(long storeBytesMax, Request request) {}
