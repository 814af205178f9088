"""The tests that keep the house: floors, imports, sizes, the public interface, no argument changed."""
