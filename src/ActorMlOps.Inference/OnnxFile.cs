using System.Text;

namespace ActorMlOps.Inference;

/// <summary>What must be known of an ONNX file before native code may read it. Field numbers: onnx/onnx.proto, IR version 10.</summary>
internal sealed class OnnxFile
{
    private const int MaxDepth = 64;

    private static readonly HashSet<string> KnownDomains =
    [
        "", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview.training",
        "com.microsoft", "com.microsoft.nchwc", "com.microsoft.experimental", "com.ms.internal.nhwc", "org.pytorch.aten",
    ];

    private readonly HashSet<string> _functions = [];
    private readonly List<(string Domain, string Operator)> _foreign = [];

    private OnnxFile()
    {
    }

    /// <summary>Declared types of the main graph's inputs, initialisers included, and outputs.</summary>
    public Dictionary<string, OnnxValueType> Inputs { get; } = [];

    /// <inheritdoc cref="Inputs"/>
    public Dictionary<string, OnnxValueType> Outputs { get; } = [];

    /// <summary>Names of the main graph's initialisers: inputs with a default, not asked of a caller.</summary>
    public HashSet<string> Initialisers { get; } = [];

    /// <summary>Reads and vets a file.</summary>
    /// <exception cref="InvalidModelException">Not ONNX, cut off, or something that is not served.</exception>
    public static OnnxFile Read(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            throw new InvalidModelException("The file is empty.");
        var result = new OnnxFile();
        try
        {
            result.ReadModel(file);
        }
        catch (EndOfStreamException) when (LooksLikeOnnx(file))
        {
            throw new InvalidModelException("The ONNX file is cut off: it ends in the middle of its graph. Upload it again.");
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidModelException(LooksLikeOnnx(file)
                ? "The ONNX file is damaged: its structure cannot be read. Export and upload it again."
                : "This is not an ONNX file. Export the model to ONNX and upload the .onnx file.");
        }
        foreach (var (domain, op) in result._foreign)
            if (!result._functions.Contains(domain + ":" + op))
                throw new InvalidModelException(
                    $"Operator '{op}' of domain '{domain}' is not known: custom operators are not served. Export the model with standard ONNX operators.");
        return result;
    }

    // Every exporter writes the field ir_version first (tag 0x08).
    private static bool LooksLikeOnnx(ReadOnlySpan<byte> file) => file.Length >= 2 && file[0] == 0x08 && file[1] is > 0 and < 0x40;

    private void ReadModel(ReadOnlySpan<byte> file)
    {
        bool graph = false;
        var model = new ProtoReader(file);
        while (model.Read())
        {
            if (model.Field == 7 && model.IsBytes)
            {
                graph = true;
                ReadGraph(model.Bytes, main: true, depth: 0);
            }
            else if (model.Field == 20 && model.IsBytes)
            {
                ReadTraining(model.Bytes);
            }
            else if (model.Field == 25 && model.IsBytes)
            {
                ReadFunction(model.Bytes);
            }
        }
        if (!graph)
            throw new InvalidDataException("no graph");
    }

    private void ReadFunction(ReadOnlySpan<byte> function)
    {
        string name = "", domain = "";
        var fields = new ProtoReader(function);
        while (fields.Read())
        {
            if (fields.Field == 1)
                name = Text(fields.Bytes);
            else if (fields.Field == 10)
                domain = Text(fields.Bytes);
            else if (fields.Field == 7)
                ReadNode(fields.Bytes, 1);
            else if (fields.Field == 11)
                ReadAttribute(fields.Bytes, 1);
        }
        _functions.Add(domain + ":" + name);
    }

    // Not used for inference, yet nothing of the file may name other files.
    private void ReadTraining(ReadOnlySpan<byte> training)
    {
        var fields = new ProtoReader(training);
        while (fields.Read())
            if (fields.Field is 1 or 2 && fields.IsBytes)
                ReadGraph(fields.Bytes, main: false, depth: 1);
    }

    private void ReadGraph(ReadOnlySpan<byte> graph, bool main, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidModelException($"The model nests graphs deeper than {MaxDepth} levels.");
        var fields = new ProtoReader(graph);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case 1:
                    ReadNode(fields.Bytes, depth);
                    break;
                case 5:
                    string name = ReadTensor(fields.Bytes);
                    if (main)
                        Initialisers.Add(name);
                    break;
                case 15:
                    name = ReadSparseTensor(fields.Bytes);
                    if (main)
                        Initialisers.Add(name);
                    break;
                case 11 when main:
                    OnnxValueType.ReadInto(Inputs, fields.Bytes);
                    break;
                case 12 when main:
                    OnnxValueType.ReadInto(Outputs, fields.Bytes);
                    break;
            }
        }
    }

    private void ReadNode(ReadOnlySpan<byte> node, int depth)
    {
        string op = "", domain = "";
        var fields = new ProtoReader(node);
        while (fields.Read())
        {
            if (fields.Field == 4)
                op = Text(fields.Bytes);
            else if (fields.Field == 7)
                domain = Text(fields.Bytes);
            else if (fields.Field == 5)
                ReadAttribute(fields.Bytes, depth);
        }
        if (!KnownDomains.Contains(domain))
            _foreign.Add((domain, op));
    }

    private void ReadAttribute(ReadOnlySpan<byte> attribute, int depth)
    {
        var fields = new ProtoReader(attribute);
        while (fields.Read())
        {
            if (fields.Field is 5 or 10 && fields.IsBytes)
                ReadTensor(fields.Bytes);
            else if (fields.Field is 22 or 23 && fields.IsBytes)
                ReadSparseTensor(fields.Bytes);
            else if (fields.Field is 6 or 11 && fields.IsBytes)
                ReadGraph(fields.Bytes, main: false, depth + 1);
        }
    }

    private static string ReadSparseTensor(ReadOnlySpan<byte> sparse)
    {
        string name = "";
        var fields = new ProtoReader(sparse);
        while (fields.Read())
        {
            if (fields.Field is not (1 or 2) || !fields.IsBytes)
                continue;
            string tensor = ReadTensor(fields.Bytes);
            if (fields.Field == 1)
                name = tensor;
        }
        return name;
    }

    private static string ReadTensor(ReadOnlySpan<byte> tensor)
    {
        string name = "";
        bool external = false;
        var fields = new ProtoReader(tensor);
        while (fields.Read())
        {
            if (fields.Field == 8)
                name = Text(fields.Bytes);
            external |= fields.Field == 13 || (fields.Field == 14 && fields.Number != 0);
        }
        return external
            ? throw new InvalidModelException(
                $"Tensor '{name}' keeps its data in another file (external data), which is refused. Save the model as one file.")
            : name;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
