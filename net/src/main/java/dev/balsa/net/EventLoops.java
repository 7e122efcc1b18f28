package dev.balsa.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;

/**
 * The one thread that does all the work of a transport, on epoll where it can be had and on NIO
 * elsewhere.
 *
 * @param epoll which of the two
 */
record EventLoops(
    EventLoopGroup group,
    EventLoop loop,
    Class<? extends Channel> channelType,
    Class<? extends ServerChannel> serverType,
    boolean epoll) {
  /** Starts no thread before the first use. */
  static EventLoops named(String name) {
    boolean epoll = isNativeCodeWelcome() && Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    ThreadFactory threads = task -> thread(task, name);
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, threads, handlers);
    return new EventLoops(
        group,
        group.next(),
        epoll ? EpollSocketChannel.class : NioSocketChannel.class,
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
        epoll);
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new FastThreadLocalThread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Whether loading native code is allowed without a warning on standard error, which a library
   * must not cause. Java 21 has no such rule and no such method.
   */
  private static boolean isNativeCodeWelcome() {
    try {
      return (boolean)
          Module.class.getMethod("isNativeAccessEnabled").invoke(NetUtil.class.getModule());
    } catch (NoSuchMethodException beforeTheRule) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException unexpected) {
      return false;
    }
  }
}
