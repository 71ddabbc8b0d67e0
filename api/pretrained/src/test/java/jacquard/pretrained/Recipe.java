package jacquard.pretrained;

import jacquard.api.Model;
import jacquard.api.data.DataSets;
import jacquard.api.data.DrawnDigits;
import jacquard.api.nets.Nets;
import java.nio.file.Path;

/// How a network of this artefact is trained: with all defaults, for some epochs, on drawn digits or the files in a folder of data sets.
record Recipe(String network, String data, int epochs) {
  private static final int DRAWN = 20_000;
  private static final int DRAWN_TEST = 5_000;

  /// `lenet5-mnist`: the network is everything before the last hyphen.
  static Recipe of(String name) {
    int hyphen = name.lastIndexOf('-');
    return new Recipe(name.substring(0, hyphen), name.substring(hyphen + 1), 10);
  }

  boolean isDrawn() {
    return data.equals("digits");
  }

  DataSets sets(Path folder) {
    return isDrawn() ? new DataSets(DrawnDigits.generate(1, DRAWN), DrawnDigits.generate(2, DRAWN_TEST))
        : DataSets.open(folder.resolve(data.equals("fashion") ? "fashion-mnist" : data));
  }

  Model train(Path folder) {
    DataSets sets = sets(folder);
    return Nets.define(network).trainer(t -> t.epochs(epochs)).fit(sets.train(), sets.test()).model();
  }
}
