/* The types of evidence that are taken, by content (U-9). */
#include "unit.h"

#include <string.h>

#include "casework/file_type.h"

#define TYPE(bytes, name) file_type(bytes, sizeof(bytes) - 1, name)

START_TEST(pictures)
{
	ck_assert_str_eq(TYPE("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "x.png"), "image/png");
	ck_assert_str_eq(TYPE("\xFF\xD8\xFF\xE0\0\x10JFIF", "x"), "image/jpeg");
	ck_assert_str_eq(TYPE("GIF89a....", "x.gif"), "image/gif");
	ck_assert_str_eq(TYPE("RIFF\x24\0\0\0WEBPVP8 ", "x.webp"), "image/webp");
	ck_assert_str_eq(TYPE("\0\0\0\x18"
	                      "ftypheic\0\0\0\0",
	                      "IMG.HEIC"),
	                 "image/heic");
	ck_assert_str_eq(TYPE("\0\0\0\x18"
	                      "ftypmif1\0\0\0\0",
	                      "IMG.heif"),
	                 "image/heif");
	ck_assert_str_eq(TYPE("II*\0\x08\0\0\0", "x.tif"), "image/tiff");
	ck_assert_str_eq(
	        TYPE("BM6\x03\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0", "x.bmp"),
	        "image/bmp");
}
END_TEST

START_TEST(film_and_sound)
{
	ck_assert_str_eq(TYPE("\0\0\0\x20"
	                      "ftypisom\0\0\x02\0",
	                      "x.mp4"),
	                 "video/mp4");
	ck_assert_str_eq(TYPE("\0\0\0\x14"
	                      "ftypqt  \0\0\0\0",
	                      "x.MOV"),
	                 "video/quicktime");
	ck_assert_str_eq(TYPE("\0\0\0\x14"
	                      "ftyp3gp5\0\0\0\0",
	                      "x.3gp"),
	                 "video/3gpp");
	ck_assert_str_eq(TYPE("\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm", "x.webm"),
	                 "video/webm");
	ck_assert_str_eq(TYPE("\0\0\0\x20"
	                      "ftypM4A \0\0\0\0",
	                      "x.m4a"),
	                 "audio/mp4");
	ck_assert_str_eq(TYPE("ID3\x04\0\0\0\0", "x.mp3"), "audio/mpeg");
	ck_assert_str_eq(TYPE("\xFF\xFB\x90\x64\0", "x.mp3"), "audio/mpeg");
	ck_assert_str_eq(TYPE("OggS\0\x02", "x.ogg"), "audio/ogg");
	ck_assert_str_eq(TYPE("RIFF\x24\0\0\0WAVEfmt ", "x.wav"), "audio/wav");
}
END_TEST

START_TEST(papers)
{
	ck_assert_str_eq(TYPE("%PDF-1.7\n", "x.pdf"), "application/pdf");
	ck_assert_str_eq(TYPE("From: a@b\r\nDate: Mon\r\n\r\nx", "x.eml"), "message/rfc822");
	ck_assert_str_eq(TYPE("Received: by x\r\nFrom: a@b\r\nDate: Mon\r\n\r\nx", "mail"),
	                 "message/rfc822");
	ck_assert_str_eq(TYPE("They wrote: \xE2\x80\x9Cnever again\xE2\x80\x9D\n", "x.txt"),
	                 "text/plain");
	ck_assert_str_eq(TYPE("They wrote: \x93never\x94\r\n", "x.txt"), "text/plain");
	ck_assert_str_eq(TYPE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", "x.MSG"),
	                 "application/vnd.ms-outlook");
	ck_assert_ptr_nonnull(
	        strstr(TYPE("PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml", "x.docx"),
	               "wordprocessingml"));
}
END_TEST

START_TEST(not_taken)
{
	ck_assert_ptr_null(TYPE("", "x.txt"));
	ck_assert_ptr_null(TYPE("MZ\x90\0\x03\0\0\0", "x.png"));
	ck_assert_ptr_null(TYPE("\x7F"
	                        "ELF\x02\x01\x01\0",
	                        "x.png"));
	ck_assert_ptr_null(TYPE("<!doctype html><html>", "x.txt"));
	ck_assert_ptr_null(TYPE("\xEF\xBB\xBF \n<svg xmlns='x'>", "x.txt"));
	ck_assert_ptr_null(TYPE("<?xml version='1.0'?>", "x.png"));
	ck_assert_ptr_null(TYPE("#!/bin/sh\n", "x.txt"));
	ck_assert_ptr_null(TYPE("{\\rtf1", "x.txt"));
	ck_assert_ptr_null(TYPE("plain words", "x.png"));
	ck_assert_ptr_null(TYPE("PK\x03\x04\x14\0", "x.zip"));
	ck_assert_ptr_null(TYPE("PK\x03\x04\x14\0[Content_Types].xml", "x.xlsm"));
	ck_assert_ptr_null(TYPE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0", "x.doc"));
	ck_assert_ptr_null(TYPE("\0\0\0\x14"
	                        "ftypxxxx\0\0\0\0",
	                        "x.mp4"));
	ck_assert_str_eq(TYPE("Carefree words", "x.txt"), "text/plain");
	ck_assert_ptr_null(TYPE("BMW drivers", "x.bmp"));
	ck_assert_ptr_null(TYPE("text with a \0 in it", "x.txt"));
	ck_assert_ptr_null(TYPE("\xFF\xFF\xFF\xFF", "x.mp3"));
}
END_TEST

UNIT_SUITE(file_type_suite, "file_type", pictures, film_and_sound, papers, not_taken)
UNIT_MAIN(file_type_suite)
