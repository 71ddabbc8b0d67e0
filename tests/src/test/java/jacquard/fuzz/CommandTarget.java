package jacquard.fuzz;

import jacquard.architecture.CommandLineRun;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Command lines; exit code 3 is a bug.
record CommandTarget(List<List<String>> seeds) implements Target {
  private static final int BUG = 3;
  private static final List<String> PATHS =
      List.of("", "a\0b", "/dev/null", "no/such/folder", ".", "..", "x".repeat(5_000), "é/ü", "-", "[", "no.ir");
  private static final List<String> WORDS = List.of("", "linear", "lenet5", "nets", "summary", "--json", "--input", "--batch", "--threads",
      "--stage", "--format", "--program", "loops", "json", "dot", "training", "--help", "--", "@args", "-D", "1,28,28", "3,,3", "1,-1,1",
      "2147483647,2147483647", "99999,99999,99999", "conv3x3-64-56", "[", "%s", "\0", "--lr", "--epochs", "--out", "NaN", "crop=9,flip");

  static Target create() {
    return new CommandTarget(Stream.of("nets --json", "summary lenet5 --input 1,28,28 --json", "summary vgg16 --input 3,64,64",
        "dump linear --stage graph --format text", "dump linear --stage optimized --format json --program training",
        "dump linear --stage loops --format json", "dump no/such.ir --stage graph", "explain linear --nominal --batch 4 --threads 2 --json",
        "explain linear --program training --batch 2", "bisect no/such.ir", "bench convkxk-1-1 --batch 1 --threads 1 --seconds 0.1",
        "train lenet5 --data no/such/folder --epochs 2 --lr 0.1 --batch 5 --validation 0.1 --top-k 2 --augment crop=2,flip,shift=0.5",
        "train linear --data no/such/folder --init gaussian=0.1 --optimizer sgd --seed 3 --permute-pixels 4 --standardize channel",
        "run linear --input x=no/such.npy --output no/such --json", "run no/such.ir --image no/such.png --labels no/such.txt --top 3",
        "train linear --data no/such/folder --out no/such --resume --checkpoint-steps 5 --checkpoint-minutes 0.5",
        "search lenet5 --data no/such/folder --trials 2 --rounds 1 --lr 1e-4,1e-1 --weight-decay 1e-5,1e-2")
        .map(line -> List.of(line.split(" "))).toList());
  }

  @Override
  public String name() {
    return "command";
  }

  @Override
  public Mutant draw(RandomGenerator random) {
    var mutator = new Mutator(random);
    List<String> seed = mutator.of(seeds);
    List<String> words = seed.getFirst().equals("bench") ? List.of("--json", "--batch", "--threads", "dense-0-1", "conv0x0-0-0", "")
        : WORDS;
    List<String> arguments = new ArrayList<>(mutator.arguments(seed, words, PATHS));
    if (arguments.contains("demo") || arguments.contains("--measure")) {
      arguments.clear();
    }
    return new Mutant(arguments.toString(), () -> run(arguments.toArray(String[]::new)));
  }

  static void run(String... arguments) throws ReflectiveOperationException {
    CommandLineRun run = CommandLineRun.of(arguments);
    if (run.exit() == BUG) {
      throw new AssertionError(run.errors());
    }
  }
}
