/**
 * The server: one class per etcd service, and on the same port the JSON gateway, health, metrics
 * and the event stream. The only package that knows gRPC and protobuf.
 */
@NullMarked
package dev.balsa.server;

import org.jspecify.annotations.NullMarked;
