// A V4L2 camera that is not there: a library for LD_PRELOAD that answers for /dev/video* as the kernel's uvcvideo would.
//
// SHOWTELL_FAKE_CAMERA names a folder. What lies in its `dev` is what the program sees of /dev: each file `videoN` is a
// device node, and `v4l/by-id` holds links to them. A file that is removed is a camera that is unplugged. The lines of a
// file, KEY=VALUE, say what kind of camera it is, and may change at any time:
//
//     card=NAME bus=TEXT      what it calls itself, and where it is plugged in
//     node=metadata           the second node of a webcam, which gives no pictures
//     formats=YUYV,MJPG       what it can send; sizes=640x480,320x240 and rates=30,15 likewise
//     sends=320x240           the size of its JPEGs, whatever was agreed on
//     frames=FOLDER           JPEG files to send, in the order of their names, instead of the pattern of picture.c
//     corrupt=PERCENT         how many pictures are damaged
//     slow=RATE               frames a second, whatever was agreed on
//     fault=silent            no frames and no error; busy: another program has it; denied: no permission; broken: it
//                             answers no ioctl but with EIO; wedged: no frames, and the ioctl that stops them does not
//                             return for as long as this stands here
//     names=old               its controls are called as kernels before 6.0 called them
//     plug=N                  a new number is a new plug: whoever had it open has lost it
//
// What its controls stand at is in `controls/videoN`, NAME=VALUE, for tests to read. The program's clock on the wall is put
// forward by as many seconds as the file `clock` says.
#pragma once
