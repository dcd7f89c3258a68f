"""Line and component segmentation of scanned pages with OpenCV."""
