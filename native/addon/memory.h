// Memory that starting took and running does not need, given back to the machine.
#pragma once

namespace eyas {

// Gives back what the allocator holds without use, and lets go of pages of programs and libraries that nobody has written
// to: those that are still needed come back from the page cache, a page fault each.
void release_memory();

}  // namespace eyas
