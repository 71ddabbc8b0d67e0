package jacquard.api.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jacquard.ir.Mistakes;
import jacquard.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  @TempDir
  Path folder;

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private void writeBatches() throws IOException {
    for (int batch = 1; batch <= 5; batch++) {
      byte[] records = CifarFiles.records(3 * batch, 3);
      write("data_batch_" + batch + ".bin" + (batch == 2 ? ".gz" : ""), batch == 2 ? IdxTest.gzip(records) : records);
    }
    write("test_batch.bin", CifarFiles.records(100, 2));
  }

  private String trainMessage() {
    return Mistakes.message(folder, () -> Cifar10.train(folder));
  }

  @Test
  void readsTheFiveBatchesInOrder() throws IOException {
    writeBatches();
    DataSet train = Cifar10.train(folder);
    assertEquals(15, train.size());
    assertEquals(Shape.of(3, 32, 32), train.inputShape());
    assertEquals(10, train.classes());
    assertEquals("frog", train.classNames().get(6));
    var image = new float[3072];
    for (int i = 0; i < 15; i++) {
      assertEquals((i + 3) % 10, train.label(i));
      train.copyInput(i, image, 0);
      assertEquals((i + 3) / 255f, image[1023]);
      assertEquals(2 * (i + 3) / 255f, image[1024]);
      assertEquals(1 / 255f, image[2049]);
      assertEquals(255 / 255f, image[3071]);
    }
    assertEquals(2, Cifar10.test(folder).size());
  }

  @Test
  void gzipIsToldByContentNotByName() throws IOException {
    write("packed.bin", IdxTest.gzip(CifarFiles.records(0, 2)));
    write("plain.bin.gz", CifarFiles.records(0, 3));
    assertEquals(2, Cifar10.read(folder.resolve("packed.bin")).size());
    assertEquals(3, Cifar10.read(folder.resolve("plain.bin.gz")).size());
  }

  @Test
  void readsAPartOfTheSetAndItsClassNames() throws IOException {
    CifarFiles.write(folder, 12, 3);
    write("batches.meta.txt", IntStream.range(0, 10).mapToObj("class%d\n"::formatted).reduce("", String::concat).getBytes());
    assertEquals(12, Cifar10.train(folder).size());
    assertEquals("class3", Cifar10.test(folder).classNames().get(3));
    write("batches.meta.txt", "a\nb\n\n".getBytes());
    assertEquals("""
        the file does not name ten classes                                      [cifar/class-names]
          at        DIR/batches.meta.txt
          got       2 lines
          expected  10 lines with a name each
          fix       fetch the file again, or remove it""", trainMessage());
  }

  @Test
  void namesAMissingBatch() throws IOException {
    writeBatches();
    Files.delete(folder.resolve("data_batch_4.bin"));
    assertEquals("""
        one of the files is missing                                             [cifar/missing]
          at        DIR
          got       neither data_batch_4.bin nor data_batch_4.bin.gz
          expected  data_batch_1.bin … data_batch_5.bin, test_batch.bin (or train_COUNT.bin, test_COUNT.bin), plain or .gz""",
        trainMessage());
  }

  @Test
  void namesFoldersItCannotRead() throws IOException {
    CifarFiles.write(folder, 2, 2);
    write("train_9.bin", CifarFiles.records(0, 9));
    assertEquals("""
        the folder holds more than one set of these names                       [cifar/directory]
          at        DIR
          got       [train_2.bin.gz, train_9.bin]
          expected  one of them, or [data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin]
          fix       keep one set in a folder""", trainMessage());
    assertEquals("""
        there is no such folder of images                                       [cifar/directory]
          at        DIR/absent
          got       nothing of this name in DIR
          expected  a folder with data_batch_1.bin … data_batch_5.bin, test_batch.bin (or train_COUNT.bin, test_COUNT.bin), plain or .gz
          fix       check the path""",
        Mistakes.message(folder, () -> Cifar10.test(folder.resolve("absent"))));
  }

  @Test
  void namesAFileThatEndsWithinARecord() throws IOException {
    write("train_2.bin", Arrays.copyOf(CifarFiles.records(0, 2), 4000));
    assertEquals("""
        the file ends early                                                     [cifar/truncated]
          at        DIR/train_2.bin, byte 4000
          got       4000 bytes
          expected  a multiple of 3073, such as 2 · 3073 = 6146 bytes
          fix       fetch the file again""", trainMessage());
    write("train_2.bin", new byte[0]);
    assertEquals("""
        the file holds nothing                                                  [cifar/empty]
          at        DIR/train_2.bin
          got       0 bytes
          expected  records of 3073 bytes
          fix       fetch the file again""", trainMessage());
  }

  @Test
  void namesDamagedGzip() throws IOException {
    byte[] packed = IdxTest.gzip(CifarFiles.records(0, 2));
    write("train_2.bin.gz", Arrays.copyOf(packed, packed.length / 2));
    assertEquals("cifar/truncated", trainMessage().lines().findFirst().orElseThrow().replaceAll(".*\\[(.*)]", "$1"));
    packed[packed.length / 2] ^= 0x55;
    packed[packed.length - 5] ^= 0x55;
    write("train_2.bin.gz", packed);
    assertEquals("cifar/gzip", trainMessage().lines().findFirst().orElseThrow().replaceAll(".*\\[(.*)]", "$1"));
  }

  @Test
  void namesTheByteOfALabelOutOfRange() throws IOException {
    byte[] records = CifarFiles.records(0, 3);
    records[2 * CifarFiles.RECORD] = (byte) 200;
    write("train_3.bin", records);
    assertEquals("""
        a label is outside the classes                                          [data/label-range]
          at        DIR/train_3.bin, byte 6146
          got       example 2 has label 200
          expected  a label in [0, 10)
          fix       check that this is CIFAR-10's binary version, not CIFAR-100's or the Python one""", trainMessage());
  }

  @Test
  void foldersAreRecognisedByTheirFiles() throws IOException {
    Path cifar = CifarFiles.write(folder.resolve("cifar"), 4, 2);
    Path digits = DigitFiles.write(folder.resolve("digits"), 6, 3);
    assertEquals(List.of(4, 2), List.of(DataSets.open(cifar).train().size(), DataSets.open(cifar).test().size()));
    assertEquals(Shape.of(1, 28, 28), DataSets.open(digits).train().inputShape());
    assertEquals("""
        there is no data set here                                               [data/directory]
          at        DIR
          got       a folder without such files
          expected  a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, \
        t10k-labels-idx1-ubyte, plain or .gz
          expected  or a folder with data_batch_1.bin … data_batch_5.bin, test_batch.bin (or train_COUNT.bin, test_COUNT.bin), plain or .gz
          fix       name the folder that holds the files themselves""", Mistakes.message(folder, () -> DataSets.open(folder)));
  }

  @Test
  void readsTheRealFiles() {
    Path directory = Path.of(System.getProperty("jacquard.shared", "../../shared"), "data", "cifar-10-subset");
    assumeTrue(Files.isDirectory(directory), "the folder 'shared' is not beside the project");
    DataSet train = Cifar10.train(directory);
    assertEquals(4000, train.size());
    assertEquals(100, Cifar10.test(directory).size());
    List<Integer> first = List.of(6, 9, 9, 4, 1, 1, 2, 7, 8, 3, 4, 7, 7, 2, 9, 9, 9, 3, 2, 6);
    assertEquals(first, IntStream.range(0, 20).mapToObj(train::label).toList());
    var counts = new int[10];
    IntStream.range(0, 4000).forEach(i -> counts[train.label(i)]++);
    assertEquals("[396, 366, 420, 384, 422, 393, 414, 385, 407, 413]", Arrays.toString(counts));
    assertEquals(List.of("airplane", "truck"), List.of(train.classNames().getFirst(), train.classNames().getLast()));
  }
}
