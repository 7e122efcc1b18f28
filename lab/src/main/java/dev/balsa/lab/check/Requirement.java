package dev.balsa.lab.check;

/** What the lab must do, one line each, under the number of the lab contract. */
public enum Requirement {
  /** LC-01. */
  LC_01("the machine is fit for the lab"),
  /** LC-02. */
  LC_02("the working folder has its name in everything it leaves"),
  /** LC-06. */
  LC_06("node k is 127.0.0.1:(base port + k - 1), and says so"),
  /** LC-07. */
  LC_07("a node prints one start line and is quiet"),
  /** LC-08. */
  LC_08("wrong starts are refused with a reason and touch nothing"),
  /** LC-09. */
  LC_09("one node alone never leads, a majority has a leader within 2 s"),
  /** LC-10. */
  LC_10("a quiet cluster keeps its term"),
  /** LC-11. */
  LC_11("each node has its four readable files"),
  /** LC-12. */
  LC_12(".log holds one JSON object per line, in Python's style"),
  /** LC-13. */
  LC_13(".storage holds term and vote, and the term never falls"),
  /** LC-14. */
  LC_14(".state_machine is what the committed commands add up to"),
  /** LC-15. */
  LC_15("every file parses at any instant and ends with a line feed"),
  /** LC-16. */
  LC_16("a restart appends to the console log and never shortens it"),
  /** LC-17. */
  LC_17("a file somebody deletes is reported with path and pid"),
  /** LC-18. */
  LC_18("a damaged store is refused, saying what and where"),
  /** LC-19. */
  LC_19("every node writes each change of leader once"),
  /** LC-20. */
  LC_20("a loss of the leader is written at most once"),
  /** LC-21. */
  LC_21("the writing leader alone says that it is done"),
  /** LC-22. */
  LC_22("the words of the 2021 edition"),
  /** LC-23. */
  LC_23("Ctrl-C: one farewell line, exit 130, no stack trace"),
  /** LC-24. */
  LC_24("exactly one leader in the highest term"),
  /** LC-25. */
  LC_25("the leader writes the first value after its pause"),
  /** LC-26. */
  LC_26("the files of all nodes show the same single write"),
  /** LC-27. */
  LC_27("the survivors lose the leader once and have a new one within 2 s"),
  /** LC-28. */
  LC_28("the new leader adds the second value, the dead node's files stay as they were"),
  /** LC-29. */
  LC_29("the last of three leads nobody, refuses writes with a reason, changes nothing"),
  /** LC-30. */
  LC_30("the old leader returns as a follower and catches up within 1 s"),
  /** LC-31. */
  LC_31("the old leader claims no second write"),
  /** LC-32. */
  LC_32("crash and return, round after round"),
  /** LC-33. */
  LC_33("five nodes agree on a value written while one is down"),
  /** LC-34. */
  LC_34("no linearizable read sees an old value, not at a node that returns either"),
  /** LC-35. */
  LC_35("a local read may be old and says how old"),
  /** LC-36. */
  LC_36("a leader in the minority commits nothing and is rolled back"),
  /** LC-37. */
  LC_37("a tail that nobody committed is found and replaced, step by step to be seen"),
  /** LC-38. */
  LC_38("one step back per refusal or one for each term; both end with equal logs"),
  /** LC-39. */
  LC_39("who lacks what the leader's log has forgotten gets a snapshot"),
  /** LC-45. */
  LC_45("nothing that was started survives"),
  /** LC-50. */
  LC_50("only own processes are listed and stopped");

  private final String title;

  Requirement(String title) {
    this.title = title;
  }

  /** Its number as written: {@code LC-24}. */
  public String id() {
    return name().replace('_', '-');
  }

  /** What is required, in words. */
  public String title() {
    return title;
  }
}
