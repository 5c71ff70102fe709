namespace ActorMlOps.Serving;

/// <summary>The payload of every prediction: rows, and the tensors that hold them. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.TensorBatch")]
public sealed record TensorBatch([property: Id(0)] int Rows, [property: Id(1)] Tensor[] Tensors)
{
    public Tensor? Find(string name) => Array.Find(Tensors, t => t.Name == name);

    /// <summary>
    /// What is wrong with the tensors whatever the model, in words that name the tensor: rows and bytes that do not agree, negative or
    /// too large shapes, texts that are cut off or no UTF-8. Null if nothing is.
    /// </summary>
    public string? FindError()
    {
        if (Rows < 1)
            return "There are no rows.";
        foreach (var tensor in Tensors)
        {
            if (tensor.FindError(Rows) is { } error)
                return error;
        }
        return null;
    }

    public bool SameLayout(TensorBatch other)
    {
        if (Tensors.Length != other.Tensors.Length)
            return false;
        for (var i = 0; i < Tensors.Length; i++)
        {
            if (!Tensors[i].SameLayout(other.Tensors[i]))
                return false;
        }
        return true;
    }

    /// <summary>Stacks batches of one layout, at least one. One batch is returned as it is, without a copy.</summary>
    public static TensorBatch Concat(IReadOnlyList<TensorBatch> batches)
    {
        if (batches.Count == 1)
            return batches[0];
        var first = batches[0];
        var tensors = new Tensor[first.Tensors.Length];
        for (var t = 0; t < tensors.Length; t++)
        {
            var bytes = 0;
            foreach (var b in batches)
                bytes = checked(bytes + b.Tensors[t].Data.Length);
            var data = new byte[bytes];
            var at = 0;
            foreach (var b in batches)
            {
                var part = b.Tensors[t].Data.Span;
                part.CopyTo(data.AsSpan(at));
                at += part.Length;
            }
            tensors[t] = first.Tensors[t] with { Data = data };
        }
        return new(batches.Sum(b => b.Rows), tensors);
    }

    /// <summary>Rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="rows"/>, as views of the same buffers.</summary>
    public TensorBatch Slice(int first, int rows)
    {
        if (first == 0 && rows == Rows)
            return this;
        var tensors = new Tensor[Tensors.Length];
        for (var t = 0; t < tensors.Length; t++)
            tensors[t] = Tensors[t] with { Data = Tensors[t].Slice(first, rows) };
        return new(rows, tensors);
    }
}
