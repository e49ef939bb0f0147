package lockstep.images.difference;

import lockstep.images.IntegrityException;

/// What a target is besides what is known of it already. The maker's side takes it down, the applier's gives it back;
/// either fills the target, in the order in which [Rebuild] asks. One thread at a time.
interface Residuals {
  /// Fills bytes of the target that are likely to be those of the base.
  void copied(int from, int to, int length) throws IntegrityException;

  /// Fills a field of the target that is likely to be as forecast.
  ///
  /// @return its value
  long field(Kind kind, int to, long forecast) throws IntegrityException;

  /// Fills bytes of the target that nothing is known of.
  void fresh(int to, int length) throws IntegrityException;
}
