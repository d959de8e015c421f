// The door to Cairo (drawing) and Pango (text in every script).
#include <cairo.h>
#include <pango/pangocairo.h>
