package jacquard.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The instructions of a compiled method, as `objdump` reads them, and its innermost loops. For x86-64.
record MachineCode(List<Instruction> instructions) {
  private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]+):\\t(?:[0-9a-f]{2} )+\\s*\\t(.*)");
  private static final Pattern JUMP = Pattern.compile("j[a-z]+ +0x([0-9a-f]+)");
  private static final Pattern VECTOR = Pattern.compile("[xyz]mm[0-9]+");

  /// One instruction and where it begins.
  record Instruction(long at, String text) {
    boolean isMultiplyAdd() {
      return text.startsWith("vfmadd") || text.startsWith("vfnmadd");
    }

    /// Whether it moves, or works on, a vector on the stack.
    boolean isStackMove() {
      return text.contains("[rsp") && VECTOR.matcher(text).find();
    }
  }

  /// Disassembles `code` by way of files in `folder`.
  static MachineCode of(byte[] code, Path folder) throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("code"), code);
    Path text = folder.resolve("text");
    Process objdump = new ProcessBuilder("objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", file.toString())
        .redirectErrorStream(true).redirectOutput(text.toFile()).start();
    if (objdump.waitFor() != 0) {
      throw new IOException(Files.readString(text));
    }
    var instructions = new ArrayList<Instruction>();
    for (String line : Files.readAllLines(text)) {
      Matcher m = LINE.matcher(line);
      if (m.matches()) {
        instructions.add(new Instruction(Long.parseLong(m.group(1), 16), m.group(2).trim()));
      }
    }
    return new MachineCode(instructions);
  }

  /// From the target of each jump back to the jump, where no other such loop lies inside.
  List<MachineCode> innermostLoops() {
    var loops = new ArrayList<MachineCode>();
    for (Instruction end : instructions) {
      Matcher m = JUMP.matcher(end.text());
      long start = m.matches() ? Long.parseUnsignedLong(m.group(1), 16) : Long.MAX_VALUE; // negative where a jump leaves the method
      if (start >= 0 && start < end.at()) {
        loops.add(new MachineCode(instructions.stream().filter(i -> i.at() >= start && i.at() <= end.at()).toList()));
      }
    }
    return loops.stream().filter(l -> loops.stream().noneMatch(other -> other != l && l.contains(other))).toList();
  }

  private boolean contains(MachineCode other) {
    return instructions.getFirst().at() <= other.instructions.getFirst().at()
        && other.instructions.getLast().at() <= instructions.getLast().at();
  }

  long multiplyAdds() {
    return instructions.stream().filter(Instruction::isMultiplyAdd).count();
  }

  long stackMoves() {
    return instructions.stream().filter(Instruction::isStackMove).count();
  }
}
