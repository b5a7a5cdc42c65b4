// What cameras can do beyond the browsers' common standard (W3C MediaStream Image Capture).
interface MediaTrackCapabilities {
  torch?: boolean;
  focusMode?: string[];
}
interface MediaTrackConstraintSet {
  torch?: ConstrainBoolean;
  focusMode?: ConstrainDOMString;
}
