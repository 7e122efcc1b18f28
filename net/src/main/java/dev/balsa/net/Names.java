package dev.balsa.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** How host names become addresses: by the system, or as a test wants. By any thread. */
interface Names {
  /** An address of the host, as of now. May block. */
  InetAddress address(String host) throws UnknownHostException;
}
