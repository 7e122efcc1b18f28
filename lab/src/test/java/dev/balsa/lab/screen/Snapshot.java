package dev.balsa.lab.screen;

/** What the areas look like on a terminal of 80 by 24, blanks at the ends of lines left out. */
final class Snapshot {
  static final String AREAS =
      """
       lab watch
      A hint.
      -- node 1 127.0.0.1:8000 LEADER -------+-- tail -f node1_CUSTOMLOG.log ---------
      running, pid 4711                      |Leader is now: 127.0.0.1:8000
      term 2, voted for 127.0.0.1:8000       |Done writing VARIABLE
      log to 3, committed 3, applied 3       |Check the .log and .state_machine files!
      it leads                               |
      state {"VARIABLE": "somerandomhack"}   |
                                             |
      -- > node 2 127.0.0.1:8001 FOLLOWER ---+-- tail -f node2_CUSTOMLOG.log ---------
      running, pid 4712                      |Leader is now: 127.0.0.1:8000
      term 2, no vote                        |
      log to 3, committed 3, applied 3       |
      follows node 1, heard 40 ms ago        |
      state {"VARIABLE": "somerandomhack"}   |
                                             |
      -- node 3 127.0.0.1:8002 --------------+-- tail -f node3_CUSTOMLOG.log ---------
      not started                            |
      no term yet                            |
                                             |
                                             |
                                             |
                                             |
       q quit
      """;

  static final String FILES =
      """
       lab watch
      -- node 1 127.0.0.1:8000 LEADER -------+-- 127.0.0.1_8000.log and the others ---
      running, pid 4711                      |.storage {"term": 2, "voted_for":
      term 2, voted for 127.0.0.1:8000       |"127.0.0.1:8000"}
      log to 3, committed 3, applied 3       |.state_machine {"VARIABLE":
      it leads                               |"somerandomhack"}
      state {"VARIABLE": "somerandomhack"}   |{"term": 2, "command": {"VARIABLE":
                                             |"somerandomhack"}}
                                             |
      -- node 2 127.0.0.1:8001 FOLLOWER -----+-- 127.0.0.1_8001.log and the others ---
      running, pid 4712                      |.storage {"term": 2, "voted_for": null}
      term 2, no vote                        |.state_machine {"VARIABLE":
      log to 3, committed 3, applied 3       |"somerandomhack"}
      follows node 1, heard 40 ms ago        |{"term": 2, "command": {"VARIABLE":
      state {"VARIABLE": "somerandomhack"}   |"somerandomhack"}}
                                             |
      -- node 3 127.0.0.1:8002 --------------+-- 127.0.0.1_8002.log and the others ---
      not started                            |.storage
      no term yet                            |.state_machine
                                             |
                                             |
                                             |
                                             |
       q quit
      """;

  private Snapshot() {}
}
