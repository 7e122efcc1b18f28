/**
 * A client of the JSON gateway for our own programs. It needs nothing but the JDK and is quick to
 * start; whoever wants all of etcd's API uses a client of etcd's.
 */
@NullMarked
package dev.balsa.server.client;

import org.jspecify.annotations.NullMarked;
