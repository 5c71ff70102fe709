namespace ActorMlOps.Serving;

/// <summary>Names (as the Open Inference Protocol spells them) and sizes of <see cref="TensorType"/>.</summary>
public static class TensorTypes
{
    private static readonly string[] Names =
        ["", "BOOL", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "FP16", "FP32", "FP64", "BYTES"];

    private static readonly byte[] Sizes = [0, 1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 4, 8, 0];

    public static string Name(this TensorType type) => Names[(int)type];

    /// <summary>Bytes an element; 0 for <see cref="TensorType.Bytes"/>, whose elements have any length.</summary>
    public static int Size(this TensorType type) => Sizes[(int)type];

    public static bool TryParse(string? name, out TensorType type)
    {
        var index = string.IsNullOrEmpty(name) ? -1 : Array.IndexOf(Names, name);
        type = (TensorType)Math.Max(index, 0);
        return index > 0;
    }

    /// <summary>All names, for error messages.</summary>
    public static string All { get; } = string.Join(", ", Names[1..]);
}
