package jdk.test.whitebox;

import java.lang.reflect.Executable;

/// What HotSpot's own tests ask of it: the virtual machine links the methods of a class of this name, with `-XX:+WhiteBoxAPI` and on the
/// boot class path.
public final class WhiteBox {
  static {
    registerNatives();
  }

  private WhiteBox() {}

  private static native void registerNatives();

  /// Loads this class, and the methods below with it.
  public static WhiteBox get() {
    return new WhiteBox();
  }

  private native boolean enqueueMethodForCompilation0(Executable method, int level, int bytecode);

  private native boolean isMethodQueuedForCompilation0(Executable method);

  private native boolean isMethodCompilable0(Executable method, int level, boolean onStack);

  private native Object[] getNMethod0(Executable method, boolean onStack);

  /// The machine code of `method` at `level`; empty where it has none, or that of another level.
  public byte[] code(Executable method, int level) {
    Object[] compiled = getNMethod0(method, false); // what holds it, level, instructions, number, entry
    return compiled != null && (Integer) compiled[1] == level ? (byte[]) compiled[2] : new byte[0];
  }

  /// Has `method` compiled at `level` (3: C1 with profile), and waits for it. False if the compiler gave up.
  public boolean compile(Executable method, int level) throws InterruptedException {
    enqueueMethodForCompilation0(method, level, -1);
    while (isMethodQueuedForCompilation0(method)) {
      Thread.sleep(1);
    }
    return isMethodCompilable0(method, level, false);
  }
}
