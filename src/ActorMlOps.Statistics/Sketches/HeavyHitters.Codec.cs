using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Sketches;

public sealed partial class HeavyHitters
{
    /// <summary>Varints total and names kept; of each, the most frequent first: key, varints count and error.</summary>
    internal void Write(ByteWriter writer)
    {
        Sort();
        writer.Varint(Total);
        writer.Varint(_used);
        for (var i = 0; i < _used; i++)
        {
            writer.Varint(_entries[i].Length);
            writer.Bytes(Key(i));
            writer.Varint(_entries[i].Count);
            writer.Varint(_entries[i].Error);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null for no names.</summary>
    internal static HeavyHitters? Read(ref ByteReader reader, int capacity)
    {
        var total = reader.Count("unseen names");
        var used = reader.Length("unseen names kept", 3);
        if (used > capacity || (used == 0) != (total == 0))
            throw reader.Malformed($"{used} names are kept of {total}, at most {capacity} may be");
        if (used == 0)
            return null;
        var read = new HeavyHitters(capacity) { Total = total, _used = used };
        for (var i = 0; i < used; i++)
        {
            var key = reader.Take(reader.Length("length of an unseen name", 1));
            var (count, error) = (reader.Count("count of an unseen name"), reader.Count("error of an unseen name"));
            if (key.Length > MaxKeyBytes || error >= count)
                throw reader.Malformed($"an unseen name has {key.Length} bytes, count {count} and error {error}");
            read.Set(i, key, Hash(key), count, error);
        }

        return read;
    }
}
