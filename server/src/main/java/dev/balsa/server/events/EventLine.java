package dev.balsa.server.events;

/**
 * One line of the event stream.
 *
 * @param sequence counts up by one from 1 while the node runs, lines that nobody kept included
 * @param heartbeat whether it is one of the messages that only say that nothing is new
 * @param json the line, without its end
 */
public record EventLine(long sequence, boolean heartbeat, String json) {}
