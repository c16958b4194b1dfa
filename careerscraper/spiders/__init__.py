"""The spiders, one a site: they request and yield pages; what a page means is the parsers' business."""
