using System.Buffers.Binary;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>Checks the raw form of a tensor (little-endian, row-major, see <see cref="Tensor"/>) against its shape.</summary>
internal static class TensorBytes
{
    /// <summary>Elements of the shape; more than <see cref="int.MaxValue"/> count as one more than that.</summary>
    public static long Elements(int[] shape)
    {
        var elements = 1L;
        foreach (var size in shape)
            elements = Math.Min(elements * size, int.MaxValue + 1L);
        return elements;
    }

    public static string Shown(int[] shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Before anything is read or allocated: whether that many bytes can be the tensor.</summary>
    /// <exception cref="RequestException">They can't; the message names the input.</exception>
    public static void DemandSize(string name, TensorType type, int[] shape, long size, string what)
    {
        var elements = Elements(shape);
        if (elements > int.MaxValue)
            throw new RequestException($"Input '{name}': its shape {Shown(shape)} has more than {int.MaxValue} elements.");
        if (type == TensorType.Bytes && size < elements * 4)
        {
            throw new RequestException(
                $"Input '{name}': {what} is {size} bytes; the {elements} elements of its shape {Shown(shape)} need at least 4 each, "
                + "for their lengths.");
        }
        if (type != TensorType.Bytes && size != elements * type.Size())
        {
            throw new RequestException(
                $"Input '{name}': {what} is {size} bytes; its shape {Shown(shape)} of {type.Name()} needs {elements * type.Size()}.");
        }
    }

    /// <exception cref="RequestException">The bytes aren't the tensor's; the message names the input.</exception>
    public static void Demand(string name, TensorType type, int[] shape, ReadOnlySpan<byte> data, string what)
    {
        DemandSize(name, type, shape, data.Length, what);
        if (type == TensorType.Bytes)
            DemandElements(name, (int)Elements(shape), data);
        else if (type == TensorType.Bool && data.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var at)
            throw new RequestException($"Input '{name}', element {at}: {data[at]} is neither 0 nor 1, which BOOL demands.");
    }

    private static void DemandElements(string name, int elements, ReadOnlySpan<byte> data)
    {
        for (var i = 0; i < elements; i++)
        {
            if (data.Length < 4)
                throw new RequestException($"Input '{name}', element {i}: the data end before its length (4 bytes, little-endian).");
            var length = BinaryPrimitives.ReadUInt32LittleEndian(data);
            data = data[4..];
            if (length > (uint)data.Length)
                throw new RequestException($"Input '{name}', element {i}: its length is {length}, but {data.Length} bytes are left.");
            data = data[(int)length..];
        }
        if (!data.IsEmpty)
            throw new RequestException($"Input '{name}': {data.Length} bytes are left after its {elements} elements.");
    }
}
