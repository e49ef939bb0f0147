package lockstep.images;

/// A failure that says itself what people are to be told.
public interface Explained {
  Problem problem();
}
