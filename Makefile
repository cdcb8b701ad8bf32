# Candour's build. The two commands to know are `make run` and `make check`; both work on a machine
# with nothing but git and make (see README.md).
#
#   make [MODE=debug|asan|release] [CC=gcc|clang]   programs, in build/$(MODE)/bin
#   make run [PORT=n]    install what is missing, build, start everything; make stop ends it
#   make check [SUITES="lint unit sql fault http browser"]   every test; the last line is the sum
#   make install [PREFIX=/usr] [DESTDIR=...]        with MODE=release, for a server
#
# Everything made goes to build/$(MODE). Sources are found by folder, so a new file needs no line here.

MODE ?= debug
ifeq ($(origin CC),default)
CC := gcc
endif
AR ?= ar
PREFIX ?= /usr/local
WERROR ?= -Werror

ifeq ($(filter $(MODE),debug asan release),)
$(error MODE is debug, asan or release, not "$(MODE)")
endif

BUILD := build/$(MODE)
OBJ := $(BUILD)/obj
GEN := $(BUILD)/gen
BIN := $(BUILD)/bin

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

# ---- Flags ---------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Wno-missing-field-initializers $(WERROR)
# Under a sanitizer gcc forgets the ranges of numbers, and warns of buffers that are long enough.
ifeq ($(MODE)$(findstring clang,$(CC)),asan)
WARNINGS += -Wno-format-truncation -Wno-maybe-uninitialized
endif
HARDENING := -fPIE -fstack-protector-strong -fstack-clash-protection
ifneq ($(filter x86_64 amd64,$(shell uname -m)),)
HARDENING += -fcf-protection
endif

MODE_CFLAGS.debug := -Og -g3 -DCANDOUR_DEBUG
MODE_CFLAGS.asan := -O1 -g -DCANDOUR_DEBUG -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined
MODE_CFLAGS.release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
MODE_LDFLAGS.asan := -fsanitize=address,undefined

# pkg-config is asked once, and only when something is compiled: on a bare machine it is not there
# yet while this file is read. System headers are not held to our warnings.
PACKAGES := libpq libsodium gmime-3.0 libcurl jansson inih pangocairo
once = $(eval $(1) := $(2))$($(1))
PKG_CFLAGS = $(call once,PKG_CFLAGS,$(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PACKAGES))))
PKG_LIBS = $(call once,PKG_LIBS,$(shell pkg-config --libs $(PACKAGES)) -lfcgi -lm)
CHECK_CFLAGS = $(call once,CHECK_CFLAGS,$(patsubst -I%,-isystem %,$(shell pkg-config --cflags check)))
CHECK_LIBS = $(call once,CHECK_LIBS,$(shell pkg-config --libs check))

OWN_CFLAGS := -std=gnu11 $(MODE_CFLAGS.$(MODE)) $(WARNINGS) $(HARDENING) \
	-ffile-prefix-map=$(CURDIR)=. -Iinclude -I$(GEN)
OWN_LDFLAGS := -pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed $(MODE_LDFLAGS.$(MODE))
COMPILE = $(CC) $(OWN_CFLAGS) $(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS) -MMD -MP
LINK = $(CC) $(OWN_LDFLAGS) $(CFLAGS) $(LDFLAGS)

# One short line for each step; V=1 shows whole commands.
say = $(if $(V),,@echo '  $(1)	$(2)'; )

# ---- Sources -------------------------------------------------------------------------------------

find = $(sort $(shell find $(1) -type f -name '$(2)' 2>/dev/null))
objects = $(patsubst %.c,$(OBJ)/%.o,$(1))

ALL_C := $(call find,src cgi,*.c)
COMPILER_C := $(filter src/compile/%,$(ALL_C))
BASE_C := $(filter src/base/%,$(ALL_C))
CGI_C := $(filter-out cgi/main.c,$(filter cgi/%,$(ALL_C)))
LIB_C := $(filter-out src/compile/% src/cli/main.c cgi/%,$(ALL_C))
UNIT_C := $(filter tests/unit/test_%.c,$(call find,tests/unit,*.c))
UNIT_HELP_C := $(filter-out $(UNIT_C),$(call find,tests/unit,*.c))

QUERIES := $(call find,sql/queries,*.sql)
TEMPLATES := $(call find,templates,*.mustache)
EMBEDDED := $(foreach f,migrations functions policies seed,$(call find,sql/$(f),*.sql))

LIB := $(BUILD)/libcandour.a
BASE_LIB := $(BUILD)/libcandour-base.a
CGI_LIB := $(BUILD)/libcandour-cgi.a
COMPILER := $(if $(wildcard src/compile/main.c),$(BIN)/candour-compile)
WEB := $(if $(wildcard cgi/main.c),$(BIN)/candour-web)
CLI := $(if $(wildcard src/cli/main.c),$(BIN)/candour)
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(UNIT_C))

GEN_NAMES := $(if $(COMPILER),db/queries view/templates db/embedded)
GEN_H := $(patsubst %,$(GEN)/%.h,$(GEN_NAMES))
GEN_C := $(patsubst %,$(GEN)/%.c,$(GEN_NAMES))
GEN_O := $(patsubst $(GEN)/%.c,$(OBJ)/gen/%.o,$(GEN_C))

# ---- Programs ------------------------------------------------------------------------------------

.PHONY: all programs tests static packages check-packages npm run stop check bench fmt lint install clean

all: programs
programs: $(COMPILER) $(LIB) $(CGI_LIB) $(WEB) $(CLI) ; @:
tests: programs $(UNIT) ; @:

# Rebuild all when the compiler or its flags change.
FLAGS_NOW := $(CC) $(OWN_CFLAGS) $(OWN_LDFLAGS) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)
FLAGS := $(BUILD)/flags
ifneq ($(shell cat $(FLAGS) 2>/dev/null),$(strip $(FLAGS_NOW)))
.PHONY: $(FLAGS)
endif
$(FLAGS):
	@mkdir -p $(@D)
	@echo '$(strip $(FLAGS_NOW))' >$@

# base and the compiler are built first, without the generated headers that the compiler makes.
FIRST_O := $(call objects,$(BASE_C) $(COMPILER_C))
$(filter-out $(FIRST_O),$(call objects,$(ALL_C))) $(GEN_O) $(call objects,$(call find,tests/unit,*.c)): | $(GEN_H)

$(OBJ)/tests/%.o: tests/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC,$<)$(COMPILE) $(CHECK_CFLAGS) -Itests/unit -c -o $@ $<
$(OBJ)/gen/%.o: $(GEN)/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC,$<)$(COMPILE) -c -o $@ $<
$(OBJ)/%.o: %.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC,$<)$(COMPILE) -c -o $@ $<

$(LIB): $(call objects,$(LIB_C)) $(GEN_O)
$(CGI_LIB): $(call objects,$(CGI_C))
$(BASE_LIB): $(call objects,$(BASE_C))
$(LIB) $(CGI_LIB) $(BASE_LIB):
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR,$@)$(AR) rcsD $@ $^

$(BIN)/candour-compile: $(call objects,$(COMPILER_C)) $(BASE_LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(LINK) -o $@ $^ $(PKG_LIBS)
OURS := -Wl,--start-group $(CGI_LIB) $(LIB) -Wl,--end-group
$(BIN)/candour-web: $(OBJ)/cgi/main.o $(CGI_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(LINK) -o $@ $< $(OURS) $(PKG_LIBS)
$(BIN)/candour: $(OBJ)/src/cli/main.o $(CGI_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(LINK) -o $@ $< $(OURS) $(PKG_LIBS)
$(UNIT): $(BUILD)/tests/%: $(OBJ)/tests/unit/%.o $(call objects,$(UNIT_HELP_C)) $(CGI_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(LINK) -o $@ $(filter %.o,$^) $(OURS) $(CHECK_LIBS) $(PKG_LIBS)

# ---- Generated C ---------------------------------------------------------------------------------
# SQL and templates become C. A stamp stands for each pair; the pair itself is replaced only where it
# changed, so that an edit to a page does not rebuild the house.

COMPILE_GEN = ASAN_OPTIONS=detect_leaks=0 $(COMPILER)
define generate
@mkdir -p $(GEN)/$(dir $(1)) $(BUILD)/gen.new/$(dir $(1))
$(call say,GEN,$(1))$(2)
@for f in $(1).h $(1).c; do \
	cmp -s $(BUILD)/gen.new/$$f $(GEN)/$$f || mv $(BUILD)/gen.new/$$f $(GEN)/$$f || exit 1; done
@touch $@
endef
NEW = $(BUILD)/gen.new

# A list of names is part of what a stamp stands for: it notices a file that was taken away.
define names_changed
ifneq ($$(shell cat $(BUILD)/$(1).names 2>/dev/null || echo unknown),$$(strip $(2)))
$$(shell mkdir -p $(BUILD); echo '$$(strip $(2))' >$(BUILD)/$(1).names)
endif
$(BUILD)/$(1).names: ;
endef
$(eval $(call names_changed,queries,$(QUERIES)))
$(eval $(call names_changed,templates,$(TEMPLATES)))
$(eval $(call names_changed,embedded,$(EMBEDDED)))

$(BUILD)/queries.stamp: $(COMPILER) $(QUERIES) $(BUILD)/queries.names
	$(call generate,db/queries,$(COMPILE_GEN) queries $(NEW)/db/queries.h $(NEW)/db/queries.c $(QUERIES))
$(BUILD)/templates.stamp: $(COMPILER) $(TEMPLATES) $(QUERIES) $(BUILD)/templates.names $(BUILD)/queries.names
	$(call generate,view/templates,$(COMPILE_GEN) templates --queries $(QUERIES) -- \
		$(NEW)/view/templates.h $(NEW)/view/templates.c $(TEMPLATES))
$(BUILD)/embedded.stamp: $(COMPILER) $(EMBEDDED) $(BUILD)/embedded.names
	$(call generate,db/embedded,$(COMPILE_GEN) embed $(NEW)/db/embedded.h $(NEW)/db/embedded.c $(EMBEDDED))
$(GEN)/db/queries.h $(GEN)/db/queries.c: $(BUILD)/queries.stamp ;
$(GEN)/view/templates.h $(GEN)/view/templates.c: $(BUILD)/templates.stamp ;
$(GEN)/db/embedded.h $(GEN)/db/embedded.c: $(BUILD)/embedded.stamp ;

# ---- What browsers get ---------------------------------------------------------------------------

STATIC := $(BUILD)/static
STATIC_OURS := $(call find,templates/static deploy/nginx/errors,*)

npm: build/npm.stamp ; @:
build/npm.stamp: package.json package-lock.json
	@mkdir -p $(@D)
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
$(eval $(call names_changed,static,$(STATIC_OURS)))
static: $(STATIC)/.stamp ; @:
$(STATIC)/.stamp: build/npm.stamp deploy/dev/build-static deploy/dev/strip-fonts.mjs $(STATIC_OURS) $(BUILD)/static.names
	deploy/dev/build-static $(STATIC)
	@touch $@

# ---- Doing things --------------------------------------------------------------------------------
# These start with the packages and then call make again, so that pkg-config and npm are there when
# the inner make looks for them.

packages:
	@deploy/dev/install-packages
check-packages:
	@deploy/dev/install-packages --tests
# As many jobs as processors, unless the caller said -j.
AGAIN = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

run: packages
	@$(AGAIN) programs static
	@MODE=$(MODE) PORT=$(PORT) deploy/dev/run
stop:
	@deploy/dev/stop

SUITES ?= lint unit sql fault http browser
check: check-packages
	@$(AGAIN) npm
	@$(AGAIN) tests static
	@MODE=$(MODE) CC=$(CC) SUITES="$(SUITES)" tests/run
lint: check-packages
	@$(AGAIN) npm
	@MODE=$(MODE) CC=$(CC) SUITES=lint tests/run

bench: check-packages
	@$(AGAIN) MODE=release programs static
	@if [ -x tests/bench/run ]; then MODE=release tests/bench/run; else echo "bench: none yet"; fi

fmt:
	clang-format -i $(call find,src cgi include tests/unit,*.[ch])

# ---- Installing on a server ----------------------------------------------------------------------

share := $(DESTDIR)$(PREFIX)/share/candour
install: programs static
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/candour $(share)/nginx $(share)/postgres \
		$(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)$(PREFIX)/lib/sysusers.d
	install -m 0755 $(BIN)/candour $(DESTDIR)$(PREFIX)/bin/candour
	install -m 0755 $(BIN)/candour-web $(DESTDIR)$(PREFIX)/lib/candour/candour-web
	cp -r $(STATIC) $(share)/
	rm -f $(share)/static/.stamp
	install -m 0644 deploy/postgres/* $(share)/postgres/
	install -m 0644 deploy/NOTICE $(share)/NOTICE
	install -m 0644 deploy/systemd/sysusers.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/candour.conf
	deploy/nginx/render --production $(PREFIX) $(share)/nginx
	for unit in deploy/systemd/*.in; do \
		sed 's|@PREFIX@|$(PREFIX)|g' $$unit >$(DESTDIR)$(PREFIX)/lib/systemd/system/$$(basename $$unit .in) || exit 1; \
	done

clean:
	rm -rf build

-include $(patsubst %.o,%.d,$(call objects,$(ALL_C) $(call find,tests/unit,*.c)) $(GEN_O))
