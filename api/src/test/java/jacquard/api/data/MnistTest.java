package jacquard.api.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jacquard.ir.Mistakes;
import jacquard.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MnistTest {
  @TempDir
  Path folder;

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private String trainMessage() {
    return Mistakes.message(folder, () -> Mnist.train(folder));
  }

  @Test
  void findsFilesUnderEveryName() throws IOException {
    write("train-images.idx3-ubyte", IdxTest.idx(12, 0x803, 2, 3, 2));
    write("train-labels-idx1-ubyte.gz", IdxTest.gzip(IdxTest.idx(2, 0x801, 2)));
    DataSet train = Mnist.train(folder);
    assertEquals(2, train.size());
    assertEquals(Shape.of(1, 3, 2), train.inputShape());
    assertEquals(10, train.classes());
    assertEquals(1, train.label(1));
    var input = new double[6];
    train.copyInput(1, input, 0);
    assertEquals(6 / 255.0, input[0]);
  }

  @Test
  void namesTheMissingFile() throws IOException {
    write("train-images-idx3-ubyte", IdxTest.idx(12, 0x803, 2, 3, 2));
    assertEquals("""
        one of the four files is missing                                        [mnist/missing]
          at        DIR
          got       none of the accepted names
          expected  one of train-labels-idx1-ubyte, train-labels-idx1-ubyte.gz, train-labels.idx1-ubyte, \
        train-labels.idx1-ubyte.gz""", trainMessage());
  }

  @Test
  void namesAFolderWithoutTheFiles() throws IOException {
    assertEquals("""
        the folder holds no IDX files of images and labels                      [mnist/directory]
          at        DIR
          expected  train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, plain or .gz
          fix       name the folder that holds the files themselves""", trainMessage());
    assertEquals("""
        there is no such folder of images and labels                            [mnist/directory]
          at        DIR/absent
          got       nothing of this name in DIR
          expected  a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, \
        t10k-labels-idx1-ubyte, plain or .gz
          fix       check the path""", Mistakes.message(folder, () -> Mnist.test(folder.resolve("absent"))));
    Files.createDirectory(folder.resolve("fashion-mnist"));
    String message = Mistakes.message(folder, () -> Mnist.test(folder.resolve("fashion-minst")));
    assertTrue(message.endsWith("fix       did you mean \"fashion-mnist\"?"), message);
  }

  @Test
  void namesCountsThatDiffer() throws IOException {
    write("train-images-idx3-ubyte", IdxTest.idx(12, 0x803, 2, 3, 2));
    write("train-labels-idx1-ubyte", IdxTest.idx(3, 0x801, 3));
    assertEquals("""
        images and labels disagree on the number of examples                    [data/counts]
          at        DIR/train-images-idx3-ubyte, byte 4
          at        DIR/train-labels-idx1-ubyte, byte 4
          got       2 images, 3 labels
          expected  as many labels as images
          fix       take both files from the same set""", trainMessage());
  }

  @Test
  void namesTheByteOfALabelOutOfRange() throws IOException {
    write("train-images-idx3-ubyte", IdxTest.idx(22, 0x803, 11, 2, 1));
    write("train-labels-idx1-ubyte", IdxTest.idx(11, 0x801, 11));
    assertEquals("""
        a label is outside the classes                                          [data/label-range]
          at        DIR/train-labels-idx1-ubyte, byte 18
          got       example 10 has label 10
          expected  a label in [0, 10)
          fix       number the classes from 0; files of these names have ten classes""", trainMessage());
  }

  @ParameterizedTest
  @CsvSource({"mnist, 0.1307, 0.3081", "fashion-mnist, 0.2860, 0.3530"})
  void readsTheRealFiles(String set, double mean, double deviation) {
    Path directory = Path.of(System.getProperty("jacquard.shared", "../../shared"), "data", set);
    assumeTrue(Files.isDirectory(directory), "the folder 'shared' is not beside the project");
    DataSet train = Mnist.train(directory);
    assertEquals(60_000, train.size());
    assertEquals(10_000, Mnist.test(directory).size());
    Standardize standardize = Standardize.of(train);
    assertEquals(mean, standardize.mean().get(0), 5e-5);
    assertTrue(Math.abs(deviation - standardize.deviation().get(0)) < 5e-5, standardize.toString());
  }
}
