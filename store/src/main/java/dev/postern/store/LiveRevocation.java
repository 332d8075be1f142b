package dev.postern.store;

/**
 * A revocation with its place in the list of all.
 *
 * @param revocation the revocation
 * @param place where it stands
 */
public record LiveRevocation(Revocation revocation, Place place) {

  /**
   * A place in the list of revocations, which nothing else ever has.
   *
   * @param seq the number of the act
   * @param position which entry of the act, counted from 0
   */
  public record Place(long seq, int position) implements Comparable<Place> {

    /** Before the first. */
    public static final Place START = new Place(0, -1);

    @Override
    public int compareTo(Place other) {
      int bySeq = Long.compare(seq, other.seq);
      return bySeq == 0 ? Integer.compare(position, other.position) : bySeq;
    }
  }
}
