using System.Text;

namespace ActorMlOps.Inference;

/// <summary>
/// Classifiers exported with zipmap give a sequence of maps from class to score. Here the tensor behind the ZipMap operator
/// (ONNX-ML, ai.onnx.ml 1) becomes the output, under the same name; the keys are the names of its columns.
/// </summary>
internal static class ZipMaps
{
    private const string Domain = "ai.onnx.ml", Operator = "ZipMap";

    /// <summary>The file without the ZipMap operators that make <paramref name="outputs"/>, and the class names by output. Outputs that
    /// no such operator makes are left alone.</summary>
    /// <param name="file">A file that was read before, so that it is valid protobuf.</param>
    /// <param name="outputs">Names of outputs that are no tensors.</param>
    public static (byte[] File, Dictionary<string, string[]> Classes) Unzip(ReadOnlySpan<byte> file, HashSet<string> outputs)
    {
        var classes = new Dictionary<string, string[]>();
        var model = new ProtoReader(file);
        while (model.Read())
            if (model.Field == 7 && model.IsBytes)
                Find(model.Bytes, outputs, classes);
        if (classes.Count == 0)
            return (file.ToArray(), classes);
        var rewritten = new ProtoWriter();
        model = new ProtoReader(file);
        while (model.Read())
        {
            if (model.Field == 7 && model.IsBytes)
                rewritten.Write(7, Graph(model.Bytes, classes));
            else
                rewritten.WriteRaw(model.Whole);
        }
        return (rewritten.ToArray(), classes);
    }

    private static void Find(ReadOnlySpan<byte> graph, HashSet<string> outputs, Dictionary<string, string[]> classes)
    {
        var fields = new ProtoReader(graph);
        while (fields.Read())
            if (fields.Field == 1 && IsZipMap(fields.Bytes, out string output) && outputs.Contains(output))
                classes[output] = Names(fields.Bytes);
    }

    private static byte[] Graph(ReadOnlySpan<byte> graph, Dictionary<string, string[]> classes)
    {
        var rewritten = new ProtoWriter();
        var fields = new ProtoReader(graph);
        while (fields.Read())
        {
            if (fields.Field == 1 && IsZipMap(fields.Bytes, out string output) && classes.ContainsKey(output))
                rewritten.Write(1, Identity(fields.Bytes));
            else if (fields.Field == 12 && Text(fields.Bytes, 1) is var name && classes.ContainsKey(name))
                rewritten.Write(12, FloatTensor(name));
            else
                rewritten.WriteRaw(fields.Whole);
        }
        return rewritten.ToArray();
    }

    private static bool IsZipMap(ReadOnlySpan<byte> node, out string output)
    {
        output = Text(node, 2);
        return Text(node, 4) == Operator && Text(node, 7) == Domain;
    }

    private static byte[] Identity(ReadOnlySpan<byte> zipMap)
    {
        var node = new ProtoWriter();
        node.Write(1, Encoding.UTF8.GetBytes(Text(zipMap, 1)));
        node.Write(2, Encoding.UTF8.GetBytes(Text(zipMap, 2)));
        node.Write(4, "Identity"u8);
        return node.ToArray();
    }

    // ValueInfoProto without a shape: the runtime infers it, or a trial run tells.
    private static byte[] FloatTensor(string name)
    {
        var value = new ProtoWriter();
        value.Write(1, Encoding.UTF8.GetBytes(name));
        value.Write(2, [0x0A, 2, 0x08, 1]);
        return value.ToArray();
    }

    private static string[] Names(ReadOnlySpan<byte> node)
    {
        var names = new List<string>();
        var fields = new ProtoReader(node);
        while (fields.Read())
        {
            if (fields.Field != 5 || !Text(fields.Bytes, 1).StartsWith("classlabels_", StringComparison.Ordinal))
                continue;
            var attribute = new ProtoReader(fields.Bytes);
            while (attribute.Read())
            {
                if (attribute.Field == 9 && attribute.IsBytes)
                    names.Add(Encoding.UTF8.GetString(attribute.Bytes));
                else if (attribute.Field == 8 && attribute.IsBytes)
                    names.AddRange(ProtoReader.Packed(attribute.Bytes).Select(Name));
                else if (attribute.Field == 8)
                    names.Add(Name(attribute.Number));
            }
        }
        return [.. names];
    }

    private static string Name(ulong number) => ((long)number).ToString(System.Globalization.CultureInfo.InvariantCulture);

    // The field's first occurrence; empty if there is none.
    private static string Text(ReadOnlySpan<byte> message, int field)
    {
        var fields = new ProtoReader(message);
        while (fields.Read())
            if (fields.Field == field && fields.IsBytes)
                return Encoding.UTF8.GetString(fields.Bytes);
        return "";
    }
}
