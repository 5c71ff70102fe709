using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>Loads ONNX files.</summary>
public static class OnnxModel
{
    /// <summary>Loads a model, learns its signature and tries it out on empty rows.</summary>
    /// <param name="file">The bytes of an .onnx file; not needed after the call.</param>
    /// <param name="options">Limits of the engine.</param>
    /// <exception cref="InvalidModelException">The file cannot be served; the message says why.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit or a number of threads is out of its range.</exception>
    /// <exception cref="ProviderUnavailableException">There is no such execution provider here.</exception>
    public static OnnxEngine Load(ReadOnlyMemory<byte> file, EngineOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxSlice, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRunBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ProbeTimeout, TimeSpan.Zero);
        if (options.RunTimeout is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        var content = OnnxFile.Read(file.Span);
        foreach (var (name, type) in content.Inputs)
        {
            if (!type.IsDense && !content.Initialisers.Contains(name))
                throw new InvalidModelException($"Input '{name}' is {Article(type.Description)}; only dense tensors are served.");
            if (type.LargestDimension > int.MaxValue)
                throw new InvalidModelException(
                    $"Input '{name}' has a dimension of {type.LargestDimension}; at most {int.MaxValue} is served.");
        }
        var classes = Unzip(ref file, content);
        if (content.Outputs.Count == 0)
            throw new InvalidModelException("The model has no outputs.");

        var session = SessionOpener.Open(file, options);
        RunnableSession? runnable = null;
        try
        {
            var inputs = Tensors("Input", session.InputNames, session.InputMetadata);
            var outputs = Tensors("Output", session.OutputNames, session.OutputMetadata);
            foreach (var input in inputs)
                if (content.Inputs.TryGetValue(input.Name, out var type) && !type.HasShape)
                    throw new InvalidModelException($"Input '{input.Name}' declares no shape. Export the model with one, e.g. [None, 6].");
            var unshaped = outputs.Select(o => content.Outputs.TryGetValue(o.Name, out var type) && !type.HasShape && o.Shape.IsEmpty).ToArray();

            runnable = new RunnableSession(session, inputs, outputs, options);
            var signature = new BatchProbe(runnable, inputs, outputs, unshaped, options).Signature();
            signature = signature with { Outputs = [.. signature.Outputs.Select(o => Name(o, classes))] };
            runnable.Use(signature);
            return new OnnxEngine(runnable, signature, file.Length, options);
        }
        catch
        {
            if (runnable is null)
                session.Dispose();
            else
                runnable.Dispose();
            throw;
        }
    }

    // Class names by output that the file zips into maps; the file then gives their tensors.
    private static Dictionary<string, string[]> Unzip(ref ReadOnlyMemory<byte> file, OnnxFile content)
    {
        HashSet<string> others = [.. content.Outputs.Where(o => !o.Value.IsDense).Select(o => o.Key)];
        if (others.Count == 0)
            return [];
        var (unzipped, classes) = ZipMaps.Unzip(file.Span, others);
        foreach (var (name, type) in content.Outputs)
        {
            if (!type.IsDense && !classes.ContainsKey(name))
                throw new InvalidModelException($"Output '{name}' is {Article(type.Description)}; only dense tensors are served. {Remedy(type.Description)}");
            if (!type.IsDense)
                content.Outputs[name] = new OnnxValueType("tensor", true, false);
        }
        file = unzipped;
        return classes;
    }

    private static TensorInfo Name(TensorInfo output, Dictionary<string, string[]> classes)
    {
        if (!classes.TryGetValue(output.Name, out var names))
            return output;
        if (output.Shape is [.., > 0 and var width] && width != names.Length)
            throw new InvalidModelException($"Output '{output.Name}' names {names.Length} classes for {width} scores. Export the model again.");
        return output with { Classes = [.. names] };
    }

    private static TensorInfo[] Tensors(string kind, IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata)
    {
        var tensors = new TensorInfo[names.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            var node = metadata[names[i]];
            if (!node.IsTensor)
                throw new InvalidModelException($"{kind} '{names[i]}' is no dense tensor but {node.OnnxValueType}; only dense tensors are served.");
            var type = TensorTypes.FromRuntime(node.ElementDataType)
                ?? throw new InvalidModelException($"{kind} '{names[i]}' has element type {node.ElementDataType}, which is not served. Cast it to FLOAT in the model.");
            tensors[i] = new TensorInfo(names[i], type, ImmutableArray.Create(node.Dimensions));
        }
        return tensors;
    }

    private static string Article(string noun) => (noun[0] is 'o' ? "an " : "a ") + noun;

    private static string Remedy(string type) => type.EndsWith("of maps", StringComparison.Ordinal)
        ? "Export the model with zipmap=False."
        : "Export the model so that it gives a tensor.";
}
